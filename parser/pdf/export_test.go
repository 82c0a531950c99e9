package pdf

// LimitMemory bounds the memory of an instance, in MiB.
func (e *Engine) LimitMemory(n uint32) { e.memory = n << 4 }
