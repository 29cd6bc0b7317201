package web

const settingsPath = "/settings"

func (c *call) seesSettings() bool { return true }
