package page

func (b Button) classes() []string {
	classes := []string{"button"}
	if b.Weight != "" {
		classes = append(classes, "button-"+string(b.Weight))
	}
	if b.Small {
		classes = append(classes, "button-small")
	}
	if b.Bare {
		classes = append(classes, "button-bare")
	}
	return append(classes, b.Class)
}

func (b Button) attributes() Extra {
	extra := b.Extra
	if b.Bare {
		extra = extra.And("aria-label", b.Label, "title", b.Label)
	}
	if b.Keys != "" {
		extra = extra.And("aria-keyshortcuts", b.Keys)
	}
	return extra
}

func (a Avatar) classes() []string {
	classes := []string{"avatar", a.Hue.class()}
	if a.Size != "" {
		classes = append(classes, "avatar-"+string(a.Size))
	}
	if a.Square {
		classes = append(classes, "avatar-square")
	}
	return classes
}

func (i MenuItem) classes() []string {
	classes := []string{"menu-item"}
	if i.Danger {
		classes = append(classes, "menu-danger")
	}
	return classes
}

func (i MenuItem) role() string {
	if i.Checked {
		return "menuitemradio"
	}
	return "menuitem"
}
