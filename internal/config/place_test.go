package config

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// laidOut makes folders with files of little content and returns where they
// are: the working directory, that of the program, and the user's.
func laidOut(t *testing.T, files ...string) (a around, top string) {
	t.Helper()
	top = t.TempDir()
	for _, name := range append(files, "work/x", "app/bin/x", "user/x") {
		path := filepath.Join(top, name)
		content := "server: {port: 4000}"
		if filepath.Base(name) == dotenvFile {
			content = "DA_CLIENT_ID=42"
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return around{filepath.Join(top, "work"), filepath.Join(top, "app", "bin"), filepath.Join(top, "user"), newSchema(everybody())}, top
}

// TestTheSameIsFoundFromEverywhere: what is there, and in which folder the
// configuration, the data and the clips are then.
func TestTheSameIsFoundFromEverywhere(t *testing.T) {
	clean(t)
	tests := map[string]struct {
		there             []string
		path              string
		file, data, clips string
	}{
		"nothing yet":                         {nil, "", "", "user/data", "user/generated_videos"},
		"the working directory has one":       {[]string{"work/config.yaml", "app/config.yaml", "user/config.yaml"}, "", "work/config.yaml", "work/data", "work/generated_videos"},
		"the program has one":                 {[]string{"app/bin/config.yaml", "app/config.yaml", "user/config.yaml"}, "", "app/bin/config.yaml", "app/bin/data", "app/bin/generated_videos"},
		"the folder around bin has one":       {[]string{"app/config.yaml", "user/config.yaml"}, "", "app/config.yaml", "app/data", "app/generated_videos"},
		"the user has one":                    {[]string{"user/config.yaml", "app/config.example.yaml"}, "", "user/config.yaml", "user/data", "user/generated_videos"},
		"one beats data elsewhere":            {[]string{"app/config.yaml", "app/data/streamspark.db", "work/x.db"}, "", "app/config.yaml", "app/data", "app/generated_videos"},
		"only data, and the program's":        {[]string{"app/data/streamspark.db", "app/config.example.yaml"}, "", "", "app/data", "app/generated_videos"},
		"only data, here":                     {[]string{"work/data/streamspark.db", "app/data/streamspark.db"}, "", "", "work/data", "work/generated_videos"},
		"somebody else's data":                {[]string{"work/data/other.db", "user/data/streamspark.db"}, "", "", "user/data", "user/generated_videos"},
		"a fresh checkout":                    {[]string{"app/config.example.yaml"}, "", "", "app/data", "app/generated_videos"},
		"a fresh checkout, by go run":         {[]string{"work/config.example.yaml"}, "", "", "work/data", "work/generated_videos"},
		"a .env with our names":               {[]string{"work/.env"}, "", "", "work/data", "work/generated_videos"},
		"one that is named":                   {[]string{"mine/my.yaml", "work/config.yaml"}, "../mine/my.yaml", "mine/my.yaml", "mine/data", "mine/generated_videos"},
		"named, and the data is where it was": {[]string{"mine/my.yaml", "work/data/streamspark.db"}, "../mine/my.yaml", "mine/my.yaml", "work/data", "work/generated_videos"},
		"named, and there is data at both":    {[]string{"mine/my.yaml", "mine/data/streamspark.db", "work/data/streamspark.db"}, "../mine/my.yaml", "mine/my.yaml", "mine/data", "mine/generated_videos"},
	}
	for name, test := range tests {
		a, top := laidOut(t, test.there...)
		layers, err := a.read(Source{Path: test.path})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		live, err := New(layers)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		c, file := live.Get(), ""
		if test.file != "" {
			file = filepath.Join(top, test.file)
		}
		if live.File() != file || c.DataDir != filepath.Join(top, test.data) || c.VideosDir != filepath.Join(top, test.clips) {
			t.Errorf("%s: %q, %s, %s", name, live.File(), c.DataDir, c.VideosDir)
		}
		if want := map[bool]int{true: 4000, false: 5002}[test.file != ""]; c.Server.Port != want {
			t.Errorf("%s: the port is %d", name, c.Server.Port)
		}
	}
}

// TestPathsOfTheCommandLineAreMeantFromHere, and whole ones are what they are.
func TestPathsOfTheCommandLineAreMeantFromHere(t *testing.T) {
	clean(t)
	a, top := laidOut(t, "app/config.yaml")
	layers, err := a.read(Source{Flags: map[string]string{"data_dir": "here", "videos_dir": filepath.Join(top, "clips")}})
	if err != nil {
		t.Fatal(err)
	}
	live, err := New(layers)
	if err != nil {
		t.Fatal(err)
	}
	if c := live.Get(); c.DataDir != filepath.Join(top, "work", "here") || c.VideosDir != filepath.Join(top, "clips") {
		t.Errorf("they are %s and %s", c.DataDir, c.VideosDir)
	}
}

func TestAMisnamedConfigurationIsNoticed(t *testing.T) {
	clean(t)
	a, top := laidOut(t, "work/config.yml", "app/bin/config.yaml.txt", "app/Config.YAML.yaml", "user/config.yaml", "user/CONFIG.yml", "work/config.json", "work/config.example.yaml")
	want := []string{"app/Config.YAML.yaml", "app/bin/config.yaml.txt", "user/CONFIG.yml", "work/config.yml"}
	for i, name := range want {
		want[i] = filepath.Join(top, name)
	}
	if p := a.find(""); !slices.Equal(p.unread, want) || p.file != filepath.Join(top, "user", "config.yaml") {
		t.Errorf("noticed are %v, beside %s", p.unread, p.file)
	}
}
