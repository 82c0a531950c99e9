package pack_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gouji/gouji/pack"
)

// TestOrgans reads the organs of configurations, and shows the mistakes in them.
func TestOrgans(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text    string
		want    []pack.Organ
		folders bool
		mistake string
	}{
		"none":              {text: "packs: builtin/gov-disclosure\n"},
		"aliases and units": {text: "organs: [{name: 甲局, aliases: 乙局, units: [丙所, 丁所]}]\n", want: []pack.Organ{{Name: "甲局", Aliases: []string{"乙局"}, Units: []string{"丙所", "丁所"}}}},
		"folders":           {text: "groups: folders\n", folders: true},
		"no groups":         {text: "groups: none\n"},
		"without a name":    {text: "organs: [{units: [丙所]}]\n", mistake: "name"},
		"an empty name":     {text: "organs: [{name: ''}]\n", mistake: "名称是空的"},
		"named twice":       {text: "organs:\n  - {name: 甲局}\n  - {name: 乙局, aliases: [甲局]}\n", mistake: "“甲局”重复，首次出现在第 2 行"},
		"a unit of two":     {text: "organs:\n  - {name: 甲局, units: [丙所]}\n  - {name: 乙局, units: [丙 所]}\n", mistake: "重复"},
		"a unit of itself":  {text: "organs: [{name: 甲局, aliases: [甲 处], units: [甲处]}]\n", mistake: "“甲处”不能是自己的下级单位"},
		"units in a circle": {
			text: "organs:\n  - {name: 甲局, units: [乙局]}\n  - {name: 乙局, units: [丙局]}\n  - {name: 丙局, units: [甲局]}\n", mistake: "“甲局”是“丙局”的上级，不能又是它的下级单位",
		},
		"one unit under two names": {text: "organs:\n  - {name: 甲局, units: [乙局, 乙处]}\n  - {name: 乙局, aliases: [乙处]}\n", mistake: "“乙处”与第 2 行所列的是同一机关"},
		"unknown groups":           {text: "groups: folder\n", mistake: "folders"},
		"for some files":           {text: "files: [{match: a, organs: [{name: 甲局}]}]\n", mistake: "organs"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), pack.ConfigName)
			if err := os.WriteFile(path, []byte(tc.text), 0o600); err != nil {
				t.Fatal(err)
			}
			config, err := pack.LoadConfig(path)
			if tc.mistake != "" {
				if err == nil || !strings.Contains(err.Error(), tc.mistake) {
					t.Fatalf("got %v, want %q", err, tc.mistake)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got, err := config.For("a.txt")
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Organs) != len(tc.want) || len(tc.want) > 0 && cmp.Diff(tc.want, got.Organs) != "" || got.Folders != tc.folders {
				t.Errorf("got %+v, %t", got.Organs, got.Folders)
			}
		})
	}
}
