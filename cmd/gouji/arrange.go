package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// arrange puts the options of a command in front of its arguments and calls each by
// its long name. The library wants options first and one name for each; people
// write them as they come.
func arrange(app *cli.App, args []string) []string {
	flags, commands := app.Flags, app.Commands
	var head, options, rest []string
	isCommand := false
	for len(args) > 0 {
		a := args[0]
		args = args[1:]
		i := slices.IndexFunc(commands, func(c *cli.Command) bool { return c.HasName(a) })
		switch {
		case a == "--":
			rest, args = append(rest, args...), nil
		case len(a) > 1 && a[0] == '-':
			option, takesNext := longOption(flags, a)
			options = append(options, option)
			switch {
			case takesNext && len(args) == 0:
				return slices.Concat(head, options) // for the library to complain about
			case takesNext:
				options, args = append(options, args[0]), args[1:]
			}
		case len(rest) == 0 && i >= 0:
			// The options so far are those of the program or the command above.
			head = append(append(head, options...), a)
			options, isCommand = nil, true
			flags, commands = commands[i].Flags, commands[i].Subcommands
		default:
			rest = append(rest, a)
		}
	}
	out := slices.Concat(head, options)
	switch {
	case slices.Contains(options, "--generate-bash-completion"):
		return slices.Concat(head, rest, options)
	case isCommand && len(rest) > 0:
		out = append(out, "--")
	}
	return append(out, rest...)
}

// longOption returns an option under its long name, and whether its value is the
// next argument.
func longOption(flags []cli.Flag, option string) (long string, takesNext bool) {
	name, value, hasValue := strings.Cut(strings.TrimLeft(option, "-"), "=")
	i := slices.IndexFunc(flags, func(f cli.Flag) bool { return slices.Contains(f.Names(), name) })
	if i < 0 {
		return option, false
	}
	long = "--" + flags[i].Names()[0]
	if hasValue {
		return long + "=" + value, false
	}
	_, isBool := flags[i].(*cli.BoolFlag)
	return long, !isBool
}
