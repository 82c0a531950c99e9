package pack

import (
	"cmp"
	"maps"
	"path/filepath"
	"slices"
)

// Configs finds the configuration of each file, and reads each configuration and each
// pack once. It is not safe for concurrent use.
type Configs struct {
	// named is the one that the user named, or nil.
	named    *Config
	store    *store
	byFolder map[string]*Config
	byPath   map[string]*Config
}

// NewConfigs returns the configurations that count: the one of a path, or where that is
// empty the nearest to each file. Errors in one that is named are returned at once.
func NewConfigs(path string) (*Configs, error) {
	c := &Configs{store: newStore(), byFolder: map[string]*Config{}, byPath: map[string]*Config{}}
	if path == "" {
		return c, nil
	}
	var err error
	c.named, err = loadConfig(path, c.store)
	return c, err
}

// find returns the configuration for what is in a folder.
func (c *Configs) find(folder string) (*Config, error) {
	if c.named != nil {
		return c.named, nil
	}
	if config, ok := c.byFolder[folder]; ok {
		return config, nil
	}
	path := FindConfig(folder)
	config, ok := c.byPath[path]
	if !ok {
		// Where there is none, everything is as built in.
		config = &Config{sections: []section{{}}, settings: map[string]*Settings{}, store: c.store}
		if path != "" {
			var err error
			if config, err = loadConfig(path, c.store); err != nil {
				return nil, err
			}
		}
		c.byPath[path] = config
	}
	c.byFolder[folder] = config
	return config, nil
}

// InFolder returns what counts for a file in a folder that no entry for files matches.
func (c *Configs) InFolder(folder string) (*Settings, error) {
	config, err := c.find(folder)
	if err != nil {
		return nil, err
	}
	return config.combine([]int{0})
}

// For returns what counts for a file.
func (c *Configs) For(path string) (*Settings, error) {
	config, err := c.find(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	return config.For(path)
}

// Unused lists the patterns of the configurations within folders that none of the files
// matched that were asked for.
func (c *Configs) Unused(folders []string) []Setting {
	var unused []Setting
	all := slices.Collect(maps.Values(c.byPath))
	if c.named != nil {
		all = append(all, c.named)
	}
	for _, config := range all {
		for _, folder := range folders {
			rel, err := filepath.Rel(absolute(folder), absolute(config.folder))
			if config.Path != "" && err == nil && filepath.IsLocal(rel) {
				unused = append(unused, config.Unused()...)
				break
			}
		}
	}
	slices.SortFunc(unused, func(a, b Setting) int { return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line)) })
	return unused
}
