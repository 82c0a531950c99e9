package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// build compiles the program as it is shipped.
func build(b *testing.B) string {
	b.Helper()
	program := filepath.Join(b.TempDir(), "gouji.exe")
	if out, err := exec.CommandContext(b.Context(), "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return program
}

// BenchmarkCold lints one report with a new process.
func BenchmarkCold(b *testing.B) {
	program := build(b)
	for b.Loop() {
		if err := exec.CommandContext(b.Context(), program, "lint", "../../testdata/reports/linhe-urban-2024.txt").Run(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFolder lints a folder of 2,000 reports of all kinds with a new process.
// It also tells how many reports that is a second, and the memory that it takes at
// its height.
func BenchmarkFolder(b *testing.B) {
	const copies = 125
	program, folder := build(b), b.TempDir()
	files, err := filepath.Glob("../../testdata/reports/*-*")
	if err != nil || len(files) == 0 {
		b.Fatalf("no reports: %v", err)
	}
	reports := 0
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		for i := range copies {
			reports++
			if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%03d-%s", i, filepath.Base(f))), data, 0o600); err != nil {
				b.Fatal(err)
			}
		}
	}
	var memory uint64
	for b.Loop() {
		c := exec.CommandContext(b.Context(), program, "lint", "--format", "jsonl", "--fail-on", "never", folder) // its output goes to the null device
		if err := c.Run(); err != nil {
			b.Fatal(err)
		}
		memory = max(memory, peakMemory(c.ProcessState))
	}
	b.ReportMetric(float64(reports*b.N)/b.Elapsed().Seconds(), "reports/s")
	b.ReportMetric(float64(memory)/(1<<20), "peak-MiB")
}
