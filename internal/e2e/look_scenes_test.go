package e2e

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// lookAtTheScenes takes a sheet of each scene, with its three productions at
// three moments over two games, and records it as a video.
func lookAtTheScenes(t *testing.T, dir string) {
	videos := make(chan []byte, 1)
	p := openScenes(t, func(files *http.ServeMux) {
		files.Handle("/static/", http.FileServerFS(os.DirFS("../../templates")))
		files.HandleFunc("POST /recorded", func(w http.ResponseWriter, r *http.Request) {
			video, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			videos <- video
			fmt.Fprint(w, "{}")
		})
	})
	for _, id := range ask[[]string](p, "ids") {
		t.Run(id, func(t *testing.T) {
			size := askOf[[]int64](p, "look.js", "shows", id)
			p.do(chromedp.EmulateViewport(size[0], size[1]))
			shoot(p, dir, "scene-"+id+".png")
			askOf[any](p, "look.js", "records", id, 2)
			select {
			case video := <-videos:
				if err := os.WriteFile(filepath.Join(dir, "scene-"+id+".webm"), video, 0o600); err != nil {
					t.Fatal(err)
				}
			default:
				t.Errorf("it was not recorded: %s", p.text())
			}
		})
	}
}
