package page

import "dossier/internal/lang"

// entranceExhibits shows what stands before the shell, and instead of a page.
func entranceExhibits(p *lang.Printer) []Exhibit {
	wrong := SignIn{Action: "/ui", Email: "olena@example.com", Problem: p.Text("page.sample_failed")}
	invited := NewPassword{Invitation: true, Person: p.Text("page.sample_person"), Email: "olena@example.com", Form: passwordForm(p, "gallery-invited")}
	return []Exhibit{
		{"SignInPage", exhibitBody(signInCard(p, wrong)), ""},
		{"SecondFactorPage", exhibitBody(secondFactorCard(p, SecondFactor{Action: "/ui", Other: "/ui", Cancel: "/ui"})), ""},
		{"NewPasswordPage", exhibitBody(newPasswordCard(p, invited)), ""},
		{"NewPasswordPage, Stale", exhibitBody(newPasswordCard(p, NewPassword{Stale: true, SignIn: "/ui"})), ""},
		{"FailureBody, 403", exhibitBody(FailureBody(p, Failure{Status: 403, Code: "7f3a-91c2", Back: "/ui", Home: "/ui", Granter: p.Text("page.sample_person")})), ""},
		{"FailureBody, 500", exhibitBody(FailureBody(p, Failure{
			Status: 500, Code: "7f3a-91c2", Retry: "/ui", Home: "/ui",
			Kept: []Kept{{p.Text("page.sample_field_client"), p.Text("page.sample_client_long")}},
		})), ""},
		{"ConflictBody", exhibitBody(ConflictBody(p, sampleConflict(p))), ""},
	}
}

func settingsExhibits(p *lang.Printer) []Exhibit {
	index := Settings{Groups: []SettingGroup{
		{Title: p.Text("roles.acts"), Icon: "users", Entries: []Setting{
			{Label: p.Text("roles.classes"), Note: p.Text("roles.classes_note"), Icon: "user-shield", Hue: Blue, Href: "/ui", Count: p.Integer(9)},
			{Label: p.Text("profile.sign_ins"), Href: "/ui"},
		}},
	}}
	factor := Factor{Secret: "JBSW Y3DP EHPK 3PXP", Confirm: "/ui", QR: `<svg viewBox="0 0 7 7" aria-hidden="true"><path d="M0 0h7v7H0z"/></svg>`}
	return []Exhibit{
		{"SettingsBody", exhibitBody(SettingsBody(p, index)), ""},
		{"RoleBody", exhibitBody(RoleBody(p, sampleRole(p))), "tall"},
		{"LookView", exhibitBody(LookView(p, sampleLook(p))), ""},
		{"FactorView", exhibitBody(FactorView(p, factor)), ""},
		{"SessionsView", exhibitBody(SessionsView(p, Sessions{RevokeAll: "/ui", List: []Session{
			{Device: "Chrome, Windows", Address: "193.28.14.7", StartedAt: p.Date("2026-11-20"), Current: true},
			{Device: "Safari, iPhone", Phone: true, Address: "46.211.3.18", StartedAt: p.Date("2026-11-18"), SeenAt: p.Date("2026-11-21"), Revoke: "/ui"},
		}})), ""},
		{"TokensView", exhibitBody(TokensView(p, sampleTokens(p))), ""},
		{"SignInsView", exhibitBody(SignInsView(p, SignIns{List: []SignInTry{
			{Time: p.Date("2026-11-22"), Device: "Chrome, Windows", Address: "193.28.14.7", Worked: true},
			{Time: p.Date("2026-11-21"), Device: "curl", Address: "91.203.5.1", Note: p.Text("page.sample_failed")},
		}})), ""},
	}
}

func importExhibits(p *lang.Printer) []Exhibit {
	w := Wizard{Title: p.Text("wizard.step_import"), Back: "/ui", Steps: []WizardStep{
		{Label: p.Text("wizard.step_upload"), Href: "/ui", Done: true},
		{Label: p.Text("wizard.step_columns"), Current: true},
		{Label: p.Text("wizard.step_values")},
	}}
	w.Columns = sampleColumnMatch(p)
	running := Job{ID: "gallery-running", Title: p.Text("wizard.step_import"), State: JobRunning, Done: 5240, Total: 8776, Progress: p.Text("wizard.progress", "done", p.Integer(5240), "total", p.Integer(8776)), Speed: p.Count("wizard.speed", 2450), Errors: 3, Cancel: "/ui"}
	done := Job{ID: "gallery-done", Title: p.Text("wizard.step_import"), State: JobDone, Counts: sampleCounts(p), Shown: sampleRefusals(p), Result: "/ui", ErrorsURL: "/ui", Undo: "/ui"}
	return []Exhibit{
		{"WizardBody", exhibitBody(WizardBody(p, w)), "tall"},
		{"WizardUpload", exhibitBody(wizardUpload(p, WizardUpload{
			Action: "/ui", Upload: Upload{ID: "gallery-file", Name: "file", Href: "/ui"},
			Register: Field{Name: "register", Label: p.Text("wizard.register"), Control: AskChoice, Choices: []Choice{{Value: "1", Label: p.Text("page.gallery_list")}}},
		})), ""},
		{"WizardValues", exhibitBody(wizardValues(p, w, sampleValues(p))), ""},
		{"WizardDryRun", exhibitBody(wizardDryRun(p, w, WizardDryRun{
			Action: "/ui", Counts: sampleCounts(p), Refused: sampleRefusals(p), Start: p.Count("wizard.start", 8776),
			Changed: []WizardChange{{Row: "14", Label: p.Text("page.sample_client"), Href: "/ui", Changes: []Change{{p.Text("page.sample_field_status"), p.Text("page.sample_status"), p.Text("page.sample_status_2")}}}},
		})), ""},
		{"JobBody, running", JobBody(p, running), ""},
		{"JobBody, done", JobBody(p, done), ""},
	}
}

func passwordForm(p *lang.Printer, id string) Form {
	return Form{ID: id, Action: "/ui", Submit: p.Text("sign.set_password"), Sections: []Section{{Fields: []Field{{
		Name: "password", Label: p.Text("sign.password"), Control: AskPassword, Required: true, Hint: p.Text("sign.password_rule"), Autocomplete: "new-password",
	}}}}}
}

func sampleConflict(p *lang.Printer) Conflict {
	return Conflict{
		Title: p.Text("page.sample_client"), Who: p.Text("page.sample_person"), When: "14:05", Action: "/ui", Version: "4", Theirs: "/ui",
		Rows: []Difference{
			{Name: "status", Label: p.Text("page.sample_field_status"), Was: p.Text("page.sample_lost"), Theirs: p.Text("page.sample_status"), Mine: p.Text("page.sample_status_2"), Touched: true},
			{Name: "region", Label: p.Text("page.sample_field_region"), Theirs: p.Text("page.sample_region")},
		},
	}
}

func sampleRole(p *lang.Printer) Role {
	scopes := []Choice{{Value: "none", Label: p.Text("roles.scope_none")}, {Value: "own", Label: p.Text("roles.scope_own")}, {Value: "team", Label: p.Text("roles.scope_team")}, {Value: "teams", Label: p.Text("roles.scope_teams")}, {Value: "all", Label: p.Text("roles.scope_all")}}
	may := []Choice{{Value: "none", Label: p.Text("roles.class_may_none")}, {Value: "see", Label: p.Text("roles.class_may_see")}, {Value: "edit", Label: p.Text("roles.class_may_edit")}}
	acts, classes := Matrix{Groups: make([]MatrixGroup, 1)}, Matrix{Groups: make([]MatrixGroup, 1)}
	row := MatrixRow{Label: p.Text("page.gallery_list"), Icon: "building-store"}
	for i, act := range []string{"see", "create", "edit", "archive", "delete", "export", "import", "bulk", "merge", "history"} {
		label := p.Text("roles.act_" + act)
		acts.Heads = append(acts.Heads, MatrixHead{Label: label})
		cell := MatrixCell{Name: "gallery." + act, Label: label, Value: scopes[4-i/2].Value, Choices: scopes}
		if act == "merge" {
			cell.Why = p.Text("profile.token_no_write")
		}
		row.Cells = append(row.Cells, cell)
	}
	acts.Groups[0].Rows = []MatrixRow{row}
	row = MatrixRow{Label: row.Label}
	for i, class := range []string{"open", "contact", "personal", "price", "cost", "secret"} {
		label := p.Text("roles.class_" + class)
		classes.Heads = append(classes.Heads, MatrixHead{Label: label})
		row.Cells = append(row.Cells, MatrixCell{Name: "gallery." + class, Label: label, Value: may[2-i/2].Value, Choices: may})
	}
	classes.Groups[0].Rows = []MatrixRow{row}
	return Role{ID: "gallery-role", Title: p.Text("page.sample_person"), Action: "/ui", Acts: acts, Classes: classes, Cancel: "/ui"}
}

func sampleLook(p *lang.Printer) Look {
	choices := func(prefix string, chosen string, values ...string) []LookChoice {
		var list []LookChoice
		for _, value := range values {
			list = append(list, LookChoice{Value: value, Label: p.Text(prefix + value), Chosen: value == chosen})
		}
		return list
	}
	return Look{
		Action: "/preferences", SingleKeys: true,
		Themes:    choices("page.theme_", "system", "system", "light", "dark"),
		Densities: choices("page.density_", "normal", "compact", "normal", "comfortable"),
		Languages: []LookChoice{{Value: "uk", Label: "Українська", Chosen: true}, {Value: "bg", Label: "Български"}},
		Zones:     []Choice{{Value: "Europe/Kyiv", Label: "Europe/Kyiv"}}, Zone: "Europe/Kyiv",
	}
}

func sampleTokens(p *lang.Printer) Tokens {
	return Tokens{
		Made: "dsr_7Kq2Vw9xYb4mPzR8", MadeName: p.Text("page.sample_tag"), New: "/ui",
		List:   []Token{{Name: p.Text("page.sample_tag"), Start: "dsr_7Kq2", Scopes: []string{p.Text("page.gallery_list")}, MadeAt: p.Date("2026-11-20"), ExpiresAt: p.Date("2027-11-20"), Revoke: "/ui"}},
		Name:   Field{Name: "name", Label: p.Text("profile.token_name"), Control: AskText, Required: true, Pair: true},
		Expiry: Field{Name: "expiry", Label: p.Text("profile.token_expiry"), Control: AskDate, Pair: true},
		Scopes: []TokenScope{{Label: p.Text("page.gallery_list"), Read: "list:read", Write: "list:write", ReadOn: true}, {Label: p.Text("page.gallery_board"), Read: "board:read"}},
	}
}

func sampleColumnMatch(p *lang.Printer) *WizardColumns {
	targets := []ChoiceGroup{{Label: p.Text("page.gallery_card"), Choices: []Choice{{Value: "name", Label: p.Text("page.sample_field_client")}, {Value: "status", Label: p.Text("page.sample_field_status")}}}}
	return &WizardColumns{
		Action: "/ui", Reread: "/ui", KeyNone: true, Missing: []string{p.Text("page.sample_field_owner")},
		Reading: []Field{{Name: "encoding", Label: p.Text("wizard.encoding"), Control: AskChoice, Values: []string{"1"}, Choices: []Choice{{Value: "1", Label: "UTF-8"}, {Value: "2", Label: "Windows-1251"}}}},
		Columns: []WizardColumn{
			{Index: "0", Letter: "A", Header: "account", Samples: []string{"Isdom", "Cancity"}, Target: "name", Targets: targets, Suggested: p.Text("wizard.found_by_name"), Key: true, MayBeKey: true},
			{Index: "1", Letter: "B", Header: "stage", Samples: []string{"Won", "Lost"}, Targets: targets},
		},
		SaveAs: Field{Name: "save_as", Label: p.Text("wizard.save_as"), Control: AskText, Hint: p.Text("wizard.save_as_hint")},
	}
}

func sampleValues(p *lang.Printer) WizardValues {
	may := []Choice{{Value: "entry", Label: p.Text("wizard.value_entry")}, {Value: "create", Label: p.Text("wizard.value_create")}, {Value: "empty", Label: p.Text("wizard.value_empty")}}
	entries := []Choice{{Value: "1", Label: p.Text("page.sample_status")}, {Value: "2", Label: p.Text("page.sample_status_2")}}
	return WizardValues{
		Action: "/ui",
		Formats: []WizardFormat{{
			Field:    Field{Name: "dates", Label: p.Text("wizard.date_format"), Control: AskChoice, Values: []string{"1"}, Choices: []Choice{{Value: "1", Label: p.Date("2026-11-22")}}},
			Examples: []Reading{{Typed: "2016-10-20", Read: p.Date("2016-10-20")}}, Sure: p.Text("wizard.found_by_content"), Doubt: true,
		}},
		Groups: []ValueGroup{{ID: "gallery-values", Column: "stage", Field: p.Text("page.sample_field_status"), Open: true, Values: []ImportValue{
			{Name: "v.0", Typed: "Won", Count: p.Integer(4238), Choice: "entry", May: may, Entries: entries, Entry: "1", Found: p.Text("wizard.found_nearly"), Nearly: true},
			{Name: "v.1", Count: p.Integer(1425), Choice: "empty", May: may, Entries: entries},
		}}},
	}
}

func sampleCounts(p *lang.Printer) []Count {
	return []Count{
		{Label: p.Text("wizard.count_new"), Number: p.Integer(8712), Tone: Good, Href: "/ui"},
		{Label: p.Text("wizard.count_changed"), Number: p.Integer(64), Tone: Info, Href: "/ui", Current: true},
		{Label: p.Text("wizard.count_same"), Number: p.Integer(12)},
		{Label: p.Text("wizard.count_refused"), Number: p.Integer(12), Tone: Bad, Href: "/ui"},
	}
}

func sampleRefusals(p *lang.Printer) []Refusal {
	return []Refusal{{Row: "118", Column: "engage_date", Typed: "31.02.2017", Reason: p.Text("page.sample_failed")}}
}
