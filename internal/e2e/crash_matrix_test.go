package e2e

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"streamspark/internal/standin"
)

// points reads the points of the line out of the code, so that a new one is
// tested without being named here.
func points(t *testing.T) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "At" && isCrash(f.X) {
				name, ok := call.Args[0].(*ast.BasicLit)
				if !ok {
					t.Fatalf("%s: the name of a point must be written out", path)
				}
				point, err := strconv.Unquote(name.Value)
				if err != nil {
					t.Fatal(err)
				}
				found = append(found, point)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 20 {
		t.Fatalf("only %d points were found", len(found))
	}
	return found
}

func isCrash(x ast.Expr) bool {
	name, ok := x.(*ast.Ident)
	return ok && name.Name == "crash"
}

// TestThePlugIsPulledAtEveryPoint kills the real program once at each point
// between two writes, starts it again, and holds the promises.
func TestThePlugIsPulledAtEveryPoint(t *testing.T) {
	t.Parallel()
	binary := buildVictim(t)
	seen := map[string]bool{}
	for _, point := range points(t) {
		if seen[point] {
			t.Errorf("two points are named %q", point)
		}
		seen[point] = true
		for _, judge := range judgesAt(point) {
			t.Run(strings.TrimSuffix(strings.ReplaceAll(point, ": ", "-")+"-"+judge, "-"), func(t *testing.T) {
				t.Parallel()
				v := newVictim(t, binary)
				stop := make(chan struct{})
				defer close(stop)
				go v.watch(stop)
				donations := 3
				if strings.HasPrefix(point, "scene: ") {
					v.leaveForScenes(3)
					donations += 3
				}
				if judge == "free" || judge == "text" || strings.HasPrefix(point, "writing: ") {
					v.says = standin.WordObey + " action allow category none"
				}
				v.askModel(judge)
				v.kill()
				once := filepath.Join(v.dir, "crashed")
				v.live("STREAMSPARK_CRASH_AT="+point, "STREAMSPARK_CRASH_ONCE="+once)
				v.donate(0, 3)
				v.waitFor("the point "+point, func() bool { _, err := os.Stat(once); return err == nil })
				v.kill() // where it died before it answered, it was started again
				v.live()
				if judge == "text" { // all before may have been paid for, and are not asked about again
					v.donate(3, 4)
					donations++
				}
				v.judge(donations, 1)
				v.judgeTexts(donations, judge)
			})
		}
	}
}

// judgesAt returns the models that judge where the plug is pulled at a point; one
// without a name is none. What is asked for money is asked at points of its own.
func judgesAt(point string) []string {
	switch name, _, _ := strings.Cut(point, ": "); name {
	case "verdict":
		return []string{"free", "text"}
	case "asked":
		return []string{"text"}
	case "screening":
		return []string{"pictures"}
	}
	return []string{""}
}

// judgeTexts holds that each text was paid for once at the most, for a verdict and for
// a prompt.
func (v *victim) judgeTexts(donations int, judge string) {
	v.t.Helper()
	asked := map[string]int{}
	for _, a := range v.stand.Asked() {
		if a.Picture {
			asked["pictures"]++
			continue
		}
		_, donor, _ := strings.Cut(a.Data, "donor-")
		kind := a.Provider + " for a prompt of "
		if a.System == "" || strings.Contains(a.System, `"action"`) {
			kind = a.Provider + " for a verdict on "
		}
		asked[kind]++
		if asked[kind+donor[:min(4, len(donor))]]++; a.Provider != "openai_text" && asked[kind+donor[:min(4, len(donor))]] > 1 {
			v.t.Errorf("it was paid twice %s%s", kind, donor)
		}
	}
	paid := asked["aiml_text for a prompt of "] + asked["aiml_text for a verdict on "]
	if v.says != "" && paid == 0 || judge == "free" && asked["openai_text for a verdict on "] < donations || judge == "text" && asked["aiml_text for a verdict on "] == 0 ||
		judge == "pictures" && asked["pictures"] < 3*donations {
		v.t.Errorf("of %d messages %v", donations, asked)
	}
	v.t.Logf("asked %v", asked)
}

// askModel has the next starts ask a model about what is written.
func (v *victim) askModel(which string) {
	if which == "" {
		return
	}
	key := "MODERATION_MODEL"
	if which == "pictures" {
		key, which = "GENERATION_REVIEW", "model"
	}
	for key, value := range map[string]string{
		key: which, "TEXT_OPENAI_TEXT_BASE_URL": v.stand.URL() + "/openai/v1", "TEXT_OPENAI_TEXT_API_KEY": standin.OpenAIKey,
	} {
		v.env = append(v.env, "STREAMSPARK_"+key+"="+value)
	}
}

// leaveForScenes makes donations of which all but one wait for a place at the
// generator, and has the next starts give scenes to those that wait.
func (v *victim) leaveForScenes(n int) {
	v.t.Helper()
	v.kill()
	v.stand.SetJobTime(10 * time.Second)
	v.live("STREAMSPARK_GENERATION_CONCURRENCY=1")
	v.donate(100, 100+n)
	v.waitFor("a line", func() bool {
		waiting, begun := 0, 0
		for _, c := range v.all() {
			switch c.Status {
			case "approved":
				waiting++
			case "generating":
				begun++
			}
		}
		return waiting == n-1 && begun == 1
	})
	v.stand.SetJobTime(0)
	v.env = append(v.env, "STREAMSPARK_GENERATION_PROVIDER=builtin")
}

// TestASignedDonationOutlivesAKillBeforeItsAnswer kills the real program
// while it records a donation that another program sends. The sender got no
// answer and sends it again: it is there, once.
func TestASignedDonationOutlivesAKillBeforeItsAnswer(t *testing.T) {
	t.Parallel()
	binary := buildVictim(t)
	for _, point := range []string{"record: before", "record: after"} {
		t.Run(strings.ReplaceAll(point, ": ", "-"), func(t *testing.T) {
			t.Parallel()
			v := newVictim(t, binary)
			var made struct{ Secret string }
			if status, body := v.sendBody("/api/sources/webhook/rotate", ""); status != http.StatusOK || json.Unmarshal([]byte(body), &made) != nil {
				t.Fatalf("the secret was not made: %d %s", status, body)
			}
			v.kill()
			v.live("STREAMSPARK_CRASH_AT="+point, "STREAMSPARK_CRASH_ONCE="+filepath.Join(v.dir, "crashed"))
			body := `{"id":"order-1042","donor":"donor-0001","amount":"1500","currency":"RUB"}`
			send := func() (int, string) {
				return v.sendBody("/api/sources/webhook/donations", body, signed(t, made.Secret, "msg-1", body)...)
			}
			if status, answer := send(); status != 0 {
				t.Fatalf("it was answered with %d %s", status, answer)
			}
			select {
			case <-v.died:
			case <-time.After(patience):
				t.Fatalf("the point %q was never reached", point)
			}
			v.live()
			if before, want := len(v.all()), map[string]int{"record: before": 0, "record: after": 1}[point]; before != want {
				t.Errorf("%d donations are there before it is sent again, want %d", before, want)
			}
			for range 2 {
				if status, answer := send(); status != http.StatusOK {
					t.Errorf("sent again it is %d %s", status, answer)
				}
			}
			stop := make(chan struct{})
			defer close(stop)
			go v.watch(stop)
			v.judge(1, 1)
		})
	}
}

// signed returns the headers of a signed body.
func signed(t *testing.T, secret, id, body string) []string {
	t.Helper()
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		t.Fatal(err)
	}
	at := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + at + "." + body))
	return []string{
		"webhook-id", id, "webhook-timestamp", at, "webhook-signature", "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)),
		"Content-Type", "application/json",
	}
}

// sendBody sends a body; status 0 means that there was no answer.
func (v *victim) sendBody(path, body string, headers ...string) (status int, answer string) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, "http://127.0.0.1:"+v.port+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := (&http.Client{Timeout: 10 * time.Second}).Do(r)
	if err != nil {
		return 0, ""
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, ""
	}
	return response.StatusCode, string(said)
}
