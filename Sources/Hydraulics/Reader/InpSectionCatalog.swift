extension InpSection {
  /// All sections of EPANET 2.2, in its order.
  static let all: [InpSection] = [
    InpSection("[TITLE]", "", "any text") { r in TextSections.title(&r) },
    InpSection(
      "[JUNCTIONS]", "junction", "id elevation [demand [pattern]]", count: .junction
    ) { r throws(InpFailure) in try NodeSections.junction(&r) },
    InpSection(
      "[RESERVOIRS]", "reservoir", "id head [pattern]", count: .fixedNode
    ) { r throws(InpFailure) in try NodeSections.tank(&r) },
    InpSection(
      "[TANKS]", "tank",
      "id elevation initial-level min-level max-level diameter [min-volume "
        + "[volume-curve|* [YES|NO]]]",
      count: .fixedNode
    ) { r throws(InpFailure) in try NodeSections.tank(&r) },
    InpSection(
      "[PIPES]", "pipe",
      "id node1 node2 length diameter roughness [minor-loss] [OPEN|CLOSED|CV], all above 0"
    ) { r throws(InpFailure) in try LinkSections.pipe(&r) },
    InpSection(
      "[PUMPS]", "pump",
      "id node1 node2 [HEAD curve] [POWER value] [SPEED value] [PATTERN pattern]"
    ) { r throws(InpFailure) in try PumpSection.pump(&r) },
    InpSection(
      "[VALVES]", "valve", "id node1 node2 diameter PRV|PSV|PBV|FCV|TCV|GPV setting [minor-loss]"
    ) { r throws(InpFailure) in try LinkSections.valve(&r) },
    InpSection(
      "[CONTROLS]", "",
      "LINK id status IF NODE id ABOVE|BELOW value, or LINK id status AT TIME|CLOCKTIME "
        + "time [units]"
    ) { r throws(InpFailure) in try ControlSection.control(&r) },
    InpSection(
      "[RULES]", "",
      "RULE id, IF|AND|OR object id variable operator value, THEN|ELSE|AND link id "
        + "STATUS|SETTING IS value, PRIORITY value"
    ) { r throws(InpFailure) in try RuleSection.rule(&r) },
    InpSection(
      "[DEMANDS]", "junction", "junction demand [pattern] [;category]"
    ) { r throws(InpFailure) in try NodeSections.demand(&r) },
    InpSection(
      "[SOURCES]", "node", "node CONCEN|MASS|SETPOINT|FLOWPACED value [pattern]"
    ) { r throws(InpFailure) in try QualitySections.source(&r) },
    InpSection(
      "[EMITTERS]", "junction", "junction coefficient, at least 0"
    ) { r throws(InpFailure) in try NodeSections.emitter(&r) },
    InpSection(
      "[PATTERNS]", "pattern", "id multiplier [multiplier …]", count: .pattern
    ) { r throws(InpFailure) in try SeriesSections.pattern(&r) },
    InpSection("[CURVES]", "curve", "id x y", count: .curve) { r throws(InpFailure) in
      try SeriesSections.curve(&r)
    },
    InpSection(
      "[QUALITY]", "node", "node value, or node node value, at least 0"
    ) { r throws(InpFailure) in try QualitySections.initial(&r) },
    InpSection(
      "[STATUS]", "link", "link OPEN|CLOSED|setting of at least 0, or link link status"
    ) { r throws(InpFailure) in try LinkSections.status(&r) },
    InpSection("[ROUGHNESS]", "", "not read by EPANET 2.2") { _ in },
    InpSection(
      "[ENERGY]", "",
      "GLOBAL PRICE|PATTERN|EFFIC value, PUMP id PRICE|PATTERN|EFFIC value, or DEMAND CHARGE value"
    ) { r throws(InpFailure) in try EnergySection.energy(&r) },
    InpSection(
      "[REACTIONS]", "",
      "ORDER BULK|WALL|TANK value, GLOBAL BULK|WALL value, BULK|WALL|TANK id value, "
        + "LIMITING POTENTIAL value or ROUGHNESS CORRELATION value"
    ) { r throws(InpFailure) in try QualitySections.reaction(&r) },
    InpSection(
      "[MIXING]", "tank", "tank MIXED|2COMP|FIFO|LIFO [fraction]"
    ) { r throws(InpFailure) in try QualitySections.mixing(&r) },
    InpSection(
      "[REPORT]", "",
      "PAGE, STATUS, SUMMARY, MESSAGES, ENERGY, NODES, LINKS, FILE or a variable, with its value"
    ) { r throws(InpFailure) in try ReportSection.report(&r) },
    InpSection(
      "[TIMES]", "",
      "DURATION|HYDRAULIC TIMESTEP|QUALITY TIMESTEP|RULE TIMESTEP|PATTERN "
        + "TIMESTEP|PATTERN START|REPORT TIMESTEP|REPORT START|START CLOCKTIME time "
        + "[units], or STATISTIC NONE|AVERAGED|MINIMUM|MAXIMUM|RANGE"
    ) { r throws(InpFailure) in try TimeSection.time(&r) },
    InpSection("[OPTIONS]", "", OptionSection.format) { r throws(InpFailure) in
      try OptionSection.option(&r)
    },
    InpSection("[COORDINATES]", "node", "node x y") { r throws(InpFailure) in
      try TextSections.coordinates(&r)
    },
    InpSection("[VERTICES]", "link", "link x y") { r throws(InpFailure) in
      try TextSections.vertices(&r)
    },
    InpSection("[LABELS]", "", "x y text") { r in TextSections.keep(&r, in: \.labels) },
    InpSection("[BACKDROP]", "", "any text") { r in TextSections.keep(&r, in: \.backdrop) },
    InpSection("[TAGS]", "", "NODE|LINK id tag") { r in TextSections.keep(&r, in: \.tags) },
    InpSection("[END]", "", "") { _ in },
  ]
}
