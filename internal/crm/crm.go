// Package crm is the trade itself: every register of the program with its
// fields and rules, one file each, and the rights of those who work with them.
// It knows neither the database nor the screen.
package crm

import "dossier/internal/register"

// Registers are the registers of the program, in the order in which a new
// company meets them.
func Registers() []*register.Register {
	return []*register.Register{
		Organisations.Register, DaysOff.Register, Users.Register, Teams.Register, Roles.Register, Absences.Register,

		Regions.Register, Industries.Register, ActivityKinds.Register, ClientStatuses.Register,
		AdSources.Register, LossReasons.Register, DealKinds.Register, Pipelines.Register, Stages.Register, StageRequirements.Register, Techniques.Register, Units.Register, Rates.Register,
		EventTypes.Register, EventStatuses.Register, CommitmentKinds.Register,
		LinkKinds.Register, RelationReasons.Register, RelationStrategies.Register, ClaimReasons.Register, LeadChannels.Register, LeadReasons.Register, UnmetReasons.Register, ChecklistQuestions.Register, CompetitiveStatuses.Register, InventoryKinds.Register, ProcessingPurposes.Register,

		Partners.Register, Counterparties.Register, Contacts.Register, PartnerLinks.Register, RelationChanges.Register,
		ProductGroups.Register, Products.Register, DistributionRules.Register, Leads.Register, WebForms.Register, BookingPages.Register, FormEntries.Register, Deals.Register,
		Events.Register, EventSeriesList.Register, Preparations.Register, Tasks.Register, Commitments.Register,
		Claims.Register, UnmetDemands.Register, StrategyChanges.Register,
		Processes.Register, ProcessVersions.Register, ProcessRuns.Register, ProcessVisits.Register,
		Consents.Register, DataRequests.Register, Erasures.Register, Retentions.Register,
		InventoryUnits.Register, Placements.Register, InventoryChecks.Register,

		Comments.Register, Attachments.Register, Reminders.Register, Notifications.Register, Merges.Register,
		SavedViews.Register, CustomFields.Register, Mappings.Register, Imports.Register,
	}
}
