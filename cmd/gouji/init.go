package main

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gouji/gouji/internal/yamlschema"
	"github.com/gouji/gouji/pack"
	"github.com/gouji/gouji/report"
)

// templates holds what init writes, by language.
//
//go:embed all:template
var templates embed.FS

// Names of what init writes beside the templates.
const (
	schemaFolder = ".gouji"
	modelPath    = "reports/model.md"
)

func (c *command) initCommand() *cli.Command {
	t := c.lang.Pick
	return &cli.Command{
		Name:      "init",
		Usage:     t("新建规则文件夹：配置、本地规则包、一条规则及其测试", "set up a folder for rules: a configuration, a local pack, a rule and its tests"),
		ArgsUsage: t("文件夹", "FOLDER"),
		Description: t(
			"在文件夹中写入配置 "+pack.ConfigName+"、沿用内置规则包的本地规则包 rules、一份没有问题的年报和编辑器用的 JSON Schema。已有同名文件的不予写入，.gouji 中的 Schema 除外。",
			"Writes a configuration "+pack.ConfigName+", a local pack that extends the built-in one, a report in which nothing is wrong, and JSON Schemas for editors. "+
				"Where one of them is there already nothing is written, but for the schemas in .gouji, which are."),
		Action: c.init,
	}
}

// newFile is a file that init writes.
type newFile struct {
	path string // with slashes, below the folder
	data []byte
	// generated says that nobody writes it by hand, so that it may be replaced.
	generated bool
}

func (c *command) init(ctx *cli.Context) error {
	folder := ctx.Args().First()
	if ctx.NArg() != 1 || folder == "" {
		return usagef("请给出一个文件夹（当前文件夹写作“.”）", "name one folder (\".\" is the working folder)")
	}
	files, err := c.newFiles()
	if err != nil {
		return err
	}
	if err := refuseToOverwrite(folder, files); err != nil {
		return err
	}
	for _, f := range files {
		p := filepath.Join(folder, filepath.FromSlash(f.path))
		if err := f.write(p); err != nil {
			return err
		}
	}
	return c.tellNext(folder, files)
}

// newFiles lists what init writes, in the order of paths.
func (c *command) newFiles() ([]newFile, error) {
	root, err := fs.Sub(templates, "template/"+c.lang.Pick("zh", "en"))
	if err != nil {
		return nil, err
	}
	var files []newFile
	err = fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, p)
		files = append(files, newFile{path: p, data: data})
		return err //nolint:wrapcheck // an embedded file can always be read
	})
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	for _, kind := range yamlschema.Kinds() {
		data, err := kind.JSON()
		if err != nil {
			return nil, err
		}
		files = append(files, newFile{path.Join(schemaFolder, kind.FileName()), data, true})
	}
	// The models are in the order of their names: the last is of the newest form.
	models := pack.Models()
	model, ok := pack.Model(models[len(models)-1])
	if !ok {
		return nil, fmt.Errorf("there is no model report among %v", models)
	}
	data, err := model.Read()
	if err != nil {
		return nil, err
	}
	files = append(files, newFile{path: modelPath, data: data})
	slices.SortFunc(files, func(a, b newFile) int { return strings.Compare(a.path, b.path) })
	return files, nil
}

// refuseToOverwrite returns an error where a file is there already, or where it would not
// come to lie in the folder. Nothing has been written then.
func refuseToOverwrite(folder string, files []newFile) error {
	if info, err := os.Stat(folder); err == nil && !info.IsDir() {
		return notFolder(folder)
	}
	var there []string
	for _, f := range files {
		p := filepath.Join(folder, filepath.FromSlash(f.path))
		if err := plainFolders(folder, f.path); err != nil {
			return err
		}
		info, err := os.Lstat(p)
		replaced := f.generated && err == nil && info.Mode().IsRegular() && isGenerated(p)
		if err == nil && !replaced {
			there = append(there, f.path)
		}
	}
	if len(there) == 0 {
		return nil
	}
	return usageError{report.Text{
		ZH: fmt.Sprintf("%s 中已有 %s，不予覆盖", folder, strings.Join(there, "、")),
		EN: fmt.Sprintf("%s holds %s already, which are not overwritten", folder, strings.Join(there, ", ")),
	}}
}

// plainFolders returns an error where something on the way from a folder to a file below
// it is no folder, or a link.
func plainFolders(folder, file string) error {
	for at := path.Dir(file); at != "."; at = path.Dir(at) {
		p := filepath.Join(folder, filepath.FromSlash(at))
		if info, err := os.Lstat(p); err == nil && !info.IsDir() {
			return notFolder(p)
		}
	}
	return nil
}

func notFolder(p string) error {
	return usagef("%s 已存在，且不是文件夹", "%s is there and is no folder", p)
}

// isGenerated reports whether a file is a schema that this program wrote.
func isGenerated(p string) bool {
	const head = 400
	f, err := os.Open(p)
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // nothing was written
	data, err := io.ReadAll(io.LimitReader(f, head))
	return err == nil && strings.Contains(string(data), `"title": "gouji: `)
}

// write writes the file, which must not be there unless it is generated.
func (f newFile) write(p string) error {
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil { //nolint:gosec,mnd // as folders of documents are
		return report.Unavailable(filepath.Dir(p), err)
	}
	mode := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if f.generated {
		mode = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	file, err := os.OpenFile(p, mode, 0o644) //nolint:gosec // as documents are
	if err != nil {
		return report.Unavailable(p, err)
	}
	_, err = file.Write(f.data)
	return errors.Join(err, file.Close())
}

// tellNext lists what was written and says what to do with it.
func (c *command) tellNext(folder string, files []newFile) error {
	var b strings.Builder
	for _, f := range files {
		fmt.Fprintf(&b, "%s  %s\n", c.lang.Pick("新建", "wrote"), filepath.Join(folder, filepath.FromSlash(f.path)))
	}
	b.WriteString(c.lang.Pick("接下来：", "next:") + "\n")
	if folder != "." {
		if strings.ContainsAny(folder, " '\"$&;()") {
			folder = "'" + strings.ReplaceAll(folder, "'", `'\''`) + "'"
		}
		fmt.Fprintf(&b, "  cd %s\n", folder)
	}
	for _, next := range []struct{ command, zh, en string }{
		{"gouji lint", "检查年报", "lint the reports"},
		{"gouji test", "运行规则的测试", "run the tests of the rules"},
		{"gouji rules list", "列出规则", "list the rules"},
	} {
		fmt.Fprintf(&b, "  %-18s# %s\n", next.command, c.lang.Pick(next.zh, next.en))
	}
	_, err := fmt.Fprint(c.stdout, b.String())
	return err
}
