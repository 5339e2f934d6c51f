package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v5"

	"streamspark/internal/fault"
	"streamspark/internal/locale"
	"streamspark/internal/store"
)

// setupRoutes returns what the page of the settings does.
func (s *Server) setupRoutes() []Route {
	return []Route{
		withBody(Route{
			Method: "PUT", Path: "/api/settings/:key", Summary: "Set a value; it wins over the environment and the file.", Out: savedAnswer{},
		}, s.saveSetting),
		{
			Method: "POST", Path: "/api/test/:check", Summary: "Test a connection; it costs nothing.",
			Query: []Param{{Name: "lang", Type: "string", Doc: "the language of the sentence: en or ru"}},
			Out:   checkAnswer{}, Handler: s.check,
		},
		{Method: "GET", Path: "/api/backups", Summary: "List the backups, the newest first.", Out: backupList{}, Handler: s.backups},
		{
			Method: "POST", Path: "/api/backup", Summary: "Write a backup now.",
			Out: backupAnswer{}, OK: http.StatusCreated, Handler: s.makeBackup,
		},
		{
			Method: "GET", Path: "/api/backups/:backup", Summary: "Download a backup: the whole database, with sealed tokens.",
			Media: "application/octet-stream", Also: http.StatusPartialContent,
			Guards: []echo.MiddlewareFunc{s.hooks.OwnPages}, Handler: s.backup,
		},
		{Method: "GET", Path: "/api/first-start", Summary: "Report which of the first steps are done.", Out: firstAnswer{}, Handler: s.firstStart},
		withBody(Route{
			Method: "POST", Path: "/api/first-start", Summary: "Stay with live scenes, or close or open the list of steps.", Out: Done{},
		}, s.markFirst),
	}
}

type settingBody struct {
	Value string `json:"value" max:"20000" doc:"as it would be written in the file" example:"info" required:"setting.value_missing"`
}

type savedAnswer struct {
	Success bool   `json:"success"`
	Message string `json:"message"`
	Effect  string `json:"effect" doc:"now, or start: it is used when StreamSpark starts again"`
}

func (s *Server) saveSetting(c *echo.Context, in settingBody, _ Given) error {
	key := c.Param("key")
	known, ok := s.o.Setting(key)
	if !ok {
		return fault.New(fault.NotFound, "setting.not_found")
	}
	value := in.Value
	if known.Secret {
		if value = strings.TrimSpace(value); value == "" {
			return fault.InvalidField("value", "setting.key_empty")
		}
	}
	if err := s.o.Save(c.Request().Context(), map[string]string{key: value}); err != nil {
		return err
	}
	answer := savedAnswer{true, "Saved.", string(known.Effect)}
	if answer.Effect == "start" {
		answer.Message = "Saved. It is used from the next start on."
	}
	return c.JSON(http.StatusOK, answer)
}

type applicationBody struct {
	ID     string `json:"client_id" max:"200" doc:"the application's id" example:"12345" required:"field.missing"`
	Secret string `json:"client_secret" max:"500" doc:"its secret" example:"0123456789abcdef" required:"field.missing"`
}

// applicationRoute returns the endpoint of a source's application; an empty
// account is the one that the path names.
func (s *Server) applicationRoute(path, account string) Route {
	return withBody(Route{
		Method: "PUT", Path: path, Summary: "Set the keys of the application that signs in at the source, both at once.", Out: Done{},
	}, func(c *echo.Context, in applicationBody, _ Given) error {
		found, err := s.o.Account(cmp.Or(account, c.Param("source")))
		if err != nil {
			return err
		}
		return s.saveApplication(c, found.ID(), in)
	})
}

// saveApplication saves both keys or none: one alone is of no use.
func (s *Server) saveApplication(c *echo.Context, account string, in applicationBody) error {
	id, secret := strings.TrimSpace(in.ID), strings.TrimSpace(in.Secret)
	for field, value := range map[string]string{"client_id": id, "client_secret": secret} {
		if value == "" {
			return fault.InvalidField(field, "setting.application_incomplete")
		}
	}
	if err := s.o.Save(c.Request().Context(), map[string]string{
		account + ".client_id": id, account + ".client_secret": secret,
	}); err != nil {
		return atField(err, account+".")
	}
	return s.done(c, "Saved.")
}

type checkAnswer struct {
	Success  bool           `json:"success"`
	Sentence string         `json:"sentence" doc:"in the language that the request asks for"`
	Advice   string         `json:"advice" doc:"what to do; empty where nothing is"`
	Code     string         `json:"code" doc:"the sentence for programs; it does not change" example:"check.key.refused"`
	Args     fault.Args     `json:"args,omitempty" doc:"what the sentence was made with, by name"`
	Do       *fault.Message `json:"do,omitempty" doc:"the advice for programs: its code and args"`
}

// check tries a connection out. That it does not work is an answer too.
func (s *Server) check(c *echo.Context) error {
	found, err := s.o.Checks.Check(c.Request().Context(), c.Param("check"))
	if err != nil {
		return err
	}
	found.Said, found.Advice = s.o.Clean(found.Said), s.o.Clean(found.Advice)
	l := s.hooks.Language(c.Request())
	answer := checkAnswer{
		Success: found.Good, Sentence: locale.Capital(l.Message(found.Said)), Advice: l.Message(found.Advice),
		Code: found.Said.Code, Args: found.Said.Args,
	}
	if !found.Advice.IsZero() {
		answer.Do = &found.Advice
	}
	return c.JSON(http.StatusOK, answer)
}

type backupView struct {
	Name string  `json:"name"`
	Size int64   `json:"size" doc:"in bytes"`
	At   *moment `json:"at"`
	URL  string  `json:"url"`
}

type backupList struct {
	Success bool         `json:"success"`
	Folder  string       `json:"folder"`
	Backups []backupView `json:"backups"`
}

type backupAnswer struct {
	Success bool       `json:"success"`
	Backup  backupView `json:"backup"`
}

func viewOfBackup(b store.BackupFile) backupView {
	return backupView{b.Name, b.Size, stamp(b.At), "/api/backups/" + b.Name}
}

func (s *Server) backups(c *echo.Context) error {
	found, err := s.o.Store.Backups()
	if err != nil {
		return err
	}
	answer := backupList{Success: true, Folder: s.o.Store.BackupFolder(), Backups: []backupView{}}
	for _, b := range found {
		answer.Backups = append(answer.Backups, viewOfBackup(b))
	}
	return c.JSON(http.StatusOK, answer)
}

func (s *Server) makeBackup(c *echo.Context) error {
	made, err := s.o.Store.WriteBackup(c.Request().Context())
	if err != nil {
		return fault.Wrap(err, fault.Unforeseen, "backup.not_written")
	}
	s.o.Log.Info().Str("file", made.Name).Msg("backup written by hand")
	s.hooks.Changed()
	return c.JSON(http.StatusCreated, backupAnswer{true, viewOfBackup(made)})
}

// backup sends one of the backups, and no other file.
func (s *Server) backup(c *echo.Context) error {
	name := c.Param("backup")
	file, err := s.o.Store.OpenBackup(name)
	if errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.NotFound, "backup.not_found")
	}
	if err != nil {
		return fmt.Errorf("open a backup: %w", err)
	}
	h := c.Response().Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return sendFile(c, file, name)
}

type firstAnswer struct {
	Success        bool `json:"success"`
	DonationAlerts bool `json:"donationalerts" doc:"there is a token"`
	Generator      bool `json:"generator" doc:"a paid one has a key, or the built-in one was chosen"`
	Widget         bool `json:"widget" doc:"one is connected, or was once"`
	Test           bool `json:"test" doc:"the clip of a test donation was shown to its end"`
	Closed         bool `json:"closed"`
}

func (s *Server) firstStart(c *echo.Context) error {
	state, err := FirstStepsOf(c.Request().Context(), s.o)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, firstAnswer{true, state.Token, state.Generator, state.Widget, state.Shown, state.Closed})
}

func firstMarks() []string { return []string{"builtin", "close", "open"} }

type firstBody struct {
	Do string `json:"do" max:"20" doc:"builtin, close or open" example:"builtin" required:"field.missing"`
}

func (s *Server) markFirst(c *echo.Context, in firstBody, _ Given) error {
	if !slices.Contains(firstMarks(), in.Do) {
		return fault.InvalidField("do", "field.not_one_of", "choices", firstMarks())
	}
	_, err := s.o.First.Update(c.Request().Context(), func(f FirstState) FirstState {
		if in.Do == "builtin" {
			f.Builtin = true
		} else {
			f.Closed = in.Do == "close"
		}
		return f
	})
	if err != nil {
		return err
	}
	s.hooks.Changed()
	return s.done(c, "Done.")
}

// FirstSteps is how far the first start has come.
type FirstSteps struct {
	FirstState
	Token, Generator bool
}

// FirstStepsOf returns how far the first start has come.
func FirstStepsOf(ctx context.Context, o Options) (s FirstSteps, err error) {
	if s.FirstState, err = firstState(ctx, o); err != nil {
		return s, err
	}
	name, paid := o.Generator()
	s.Token, s.Generator = o.Source.State().HasToken, paid || s.Builtin && name != "off"
	return s, nil
}

// firstState returns the steps that were done, and looks for the others.
func firstState(ctx context.Context, o Options) (FirstState, error) {
	now := o.First.Get()
	if now.Widget && now.Shown {
		return now, nil
	}
	widget, shown := now.Widget || o.Overlay.Health().Widgets > 0, now.Shown
	if !shown {
		var err error
		if shown, err = o.Store.TestShown(ctx); err != nil {
			return now, err
		}
	}
	return o.First.Update(ctx, func(f FirstState) FirstState {
		f.Widget, f.Shown = f.Widget || widget, f.Shown || shown
		return f
	})
}
