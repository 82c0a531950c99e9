package main

import (
	"os"
	"syscall"
)

// peakMemory returns the largest resident memory of a process that has ended, in
// bytes.
func peakMemory(p *os.ProcessState) uint64 {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return uint64(usage.Maxrss) << 10
}
