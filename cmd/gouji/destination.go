package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gouji/gouji/internal/diag"
	"github.com/gouji/gouji/linter"
	"github.com/gouji/gouji/output"
	"github.com/gouji/gouji/report"
)

// defaultFormat is the format of results where none is named.
const defaultFormat = "text"

// formatValues collects the values of --format. The library's own list would split them
// at commas, which names of files may have.
type formatValues []string

// alreadySet stands for the values when the library copies them from one name of the
// option to the other, which shares them. No argument holds it.
const alreadySet = "\x00"

// Set implements [cli.Generic].
func (f *formatValues) Set(value string) error {
	if value != alreadySet {
		*f = append(*f, value)
	}
	return nil
}

// Serialize implements [cli.Serializer].
func (*formatValues) Serialize() string { return alreadySet }

// String implements [cli.Generic].
func (f *formatValues) String() string { return strings.Join(*f, " ") }

func (c *command) formatFlag() *cli.GenericFlag {
	t := c.lang.Pick
	return &cli.GenericFlag{
		Name: "format", Aliases: []string{"f"}, Value: &formatValues{}, DefaultText: defaultFormat,
		Usage: t("输出格式，写“格式=文件”则写入文件；可多次使用，一次写出几种。格式有：", "output format, or FORMAT=FILE to write it to a file; may be repeated, for several in one run. Formats: ") +
			strings.Join(output.Formats(), t("、", ", ")),
	}
}

// destination says in which format results are written, and where.
type destination struct {
	format string
	// path is empty for the standard output.
	path string
}

// destinations reads --format and --output. At most one of them is the standard output,
// and no two are the same file.
func (c *command) destinations(ctx *cli.Context) ([]destination, error) {
	values := []string{defaultFormat}
	if given, ok := ctx.Generic("format").(*formatValues); ok && len(*given) > 0 {
		values = *given
	}
	list := make([]destination, 0, len(values))
	for _, value := range values {
		d, err := parseDestination(value)
		if err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	if path := ctx.String("output"); path != "" && path != linter.StandardInput {
		if len(list) > 1 || list[0].path != "" {
			return nil, usagef("--output 只用于一种没有写文件的格式，请改写作 --format 格式=文件",
				"--output goes with a single format without a file: write --format FORMAT=FILE instead")
		}
		list[0].path = path
	}
	if err := checkDestinations(list); err != nil {
		return nil, err
	}
	for _, d := range list {
		if d.path == "" && output.IsBinary(d.format) && isTerminal(c.stdout) {
			return nil, usagef("%[1]s 不能显示在终端上，请写入文件：--format %[1]s=文件", "%[1]s cannot be shown on a terminal: write it to a file with --format %[1]s=FILE", d.format)
		}
	}
	return list, nil
}

// parseDestination reads FORMAT or FORMAT=FILE.
func parseDestination(value string) (destination, error) {
	format, path, hasPath := strings.Cut(value, "=")
	if !contains(output.Formats(), format) {
		hint := diag.DidYouMean(format, output.Formats())
		return destination{}, usageError{report.Text{
			ZH: fmt.Sprintf("没有输出格式“%s”。%s", format, hint.ZH), EN: fmt.Sprintf("there is no output format %q. %s", format, hint.EN),
		}}
	}
	if hasPath && path == "" {
		return destination{}, usagef("--format %s= 之后没有文件名", "there is no name of a file behind --format %s=", format)
	}
	if path == linter.StandardInput {
		path = ""
	}
	return destination{format, path}, nil
}

// checkDestinations complains of results that would be mixed.
func checkDestinations(list []destination) error {
	for i, d := range list {
		for _, other := range list[:i] {
			switch {
			case d.path == "" && other.path == "":
				return usagef("%[1]s 和 %[2]s 都要写到标准输出，请为其中一种指定文件：--format %[2]s=文件",
					"%[1]s and %[2]s would both go to the standard output: name a file for one of them with --format %[2]s=FILE", other.format, d.format)
			case d.path != "" && other.path != "" && sameFile(d.path, other.path):
				return usagef("%s 和 %s 都要写入 %s", "%s and %s would both be written to %s", other.format, d.format, d.path)
			}
		}
	}
	return nil
}

// sameFile reports whether two paths lead to one file, whether it exists or not.
func sameFile(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	if errA == nil && errB == nil {
		return os.SameFile(infoA, infoB)
	}
	return resolved(a) == resolved(b)
}

// resolved returns the path of a file without links and relative parts, as far as there
// are folders.
func resolved(path string) string {
	path = linked(path)
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	if folder, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(folder, filepath.Base(path))
	}
	return path
}

// results writes the results of a run to all destinations.
type results struct {
	targets []*target
	writers []output.Writer
	// summary is the summary of a job, or nil.
	summary *jobSummary
	// onScreen says that the text goes to the standard output.
	onScreen bool
	// toOutput says that something goes to the standard output.
	toOutput bool
}

// openResults opens the destinations. Results that are not committed must be discarded.
func (c *command) openResults(list []destination, o output.Options) (*results, error) {
	r := &results{}
	for _, d := range list {
		t, err := openTarget(d.path, c.stdout)
		if err != nil {
			r.discard()
			return nil, err
		}
		r.targets = append(r.targets, t)
		o.Color = !t.named() && c.colors()
		w, err := output.New(d.format, t, o)
		if err != nil {
			r.discard()
			return nil, err
		}
		r.writers = append(r.writers, w)
		if d.format == githubFormat {
			if err := r.openSummary(c.getenv("GITHUB_STEP_SUMMARY"), o); err != nil {
				r.discard()
				return nil, err
			}
		}
		if !t.named() {
			r.toOutput, r.onScreen = true, d.format == defaultFormat
		}
	}
	return r, nil
}

// write writes what became of an input.
func (r *results) write(result *report.Result) error {
	for _, w := range r.writers {
		if err := w.Result(result); err != nil {
			return err
		}
	}
	return nil
}

// commit writes what comes last. The files take their places when all of them are
// written.
func (r *results) commit(s *output.Summary) error {
	for _, w := range r.writers {
		if err := w.Close(s); err != nil {
			return err
		}
	}
	for _, t := range r.targets {
		if err := t.finish(); err != nil {
			return err
		}
	}
	for _, t := range r.targets {
		if err := t.commit(); err != nil {
			return err
		}
	}
	if r.summary != nil {
		return r.summary.commit()
	}
	return nil
}

// notices lists what the writers have to tell once they are closed.
func (r *results) notices() []string {
	var list []string
	for _, w := range r.writers {
		if n, ok := w.(output.Notifier); ok {
			list = append(list, n.Notices()...)
		}
	}
	return list
}

// discard drops what was not committed.
func (r *results) discard() {
	for _, w := range r.writers {
		output.Release(w)
	}
	for _, t := range r.targets {
		t.discard()
	}
	if r.summary != nil {
		r.summary.discard()
	}
}
