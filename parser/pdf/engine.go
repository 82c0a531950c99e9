package pdf

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
)

// Engine runs PDFium. The zero value is ready to use; nothing is started before the
// first file. It is safe for concurrent use: each file in work has an instance of
// its own.
type Engine struct {
	once sync.Once
	pool pdfium.Pool
	err  error
	// memory bounds the memory of an instance in pages of 64 KiB, or is zero for
	// maxMemoryPages.
	memory uint32
}

// maxMemory bounds the memory of an instance: the largest file that is read fits in
// eight times. While it grows, what it had before is in memory as well.
const (
	maxMemoryPages = maxMemory << 4
	maxMemory      = 512 // MiB
)

// maxInstances is above any number of workers that makes sense.
const maxInstances = 256

// start starts PDFium. The compiled program is kept in the user's cache folder: to
// compile it takes seconds.
func (e *Engine) start() error {
	e.once.Do(func() {
		config := wazero.NewRuntimeConfig().WithMemoryLimitPages(cmp.Or(e.memory, maxMemoryPages))
		if dir, err := os.UserCacheDir(); err == nil {
			if cache, err := wazero.NewCompilationCacheWithDir(filepath.Join(dir, "gouji", "pdfium")); err == nil {
				config = config.WithCompilationCache(cache)
			}
		}
		// The program sees no file but the bytes that it is given.
		e.pool, e.err = webassembly.Init(webassembly.Config{
			MaxIdle: maxInstances, MaxTotal: maxInstances, FSConfig: wazero.NewFSConfig(), RuntimeConfig: config,
			Stdout: io.Discard, Stderr: io.Discard, ReuseWorkers: true,
		})
	})
	if e.err != nil {
		return fmt.Errorf("PDFium: %w", e.err)
	}
	return nil
}

// Close ends PDFium.
func (e *Engine) Close() error {
	if e.pool == nil {
		return nil
	}
	if err := e.pool.Close(); err != nil {
		return fmt.Errorf("PDFium: %w", err)
	}
	return nil
}

var (
	errTime = errors.New("took too long")
	// errAborted says that PDFium gave up, for want of memory most likely.
	errAborted = errors.New("PDFium gave up")
)

// pages reads the pages of a file in an instance of their own, which a file that
// takes too long loses.
func (e *Engine) pages(data []byte) ([]page, error) {
	if err := e.start(); err != nil {
		return nil, err
	}
	instance, err := e.pool.GetInstance(MaxTime)
	if err != nil {
		return nil, fmt.Errorf("PDFium: %w", err)
	}
	type result struct {
		pages []page
		err   error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			if fault := recover(); fault != nil {
				r = result{err: fmt.Errorf("PDFium: %v", fault)}
			}
			done <- r
		}()
		r.pages, r.err = read(instance, data)
	}()
	timer := time.NewTimer(MaxTime)
	defer timer.Stop()
	select {
	case r := <-done:
		if r.err != nil {
			// What a damaged file leaves behind must not reach the next one.
			_ = instance.Kill()
			if strings.Contains(r.err.Error(), "wasm error") {
				return nil, errAborted
			}
			return nil, r.err
		}
		if err := instance.Close(); err != nil {
			return nil, fmt.Errorf("PDFium: %w", err)
		}
		return r.pages, nil
	case <-timer.C:
		_ = instance.Kill()
		return nil, errTime
	}
}
