import Telemetry

/// Testing has a type `Tag`, too.
typealias Tag = Telemetry.Tag
