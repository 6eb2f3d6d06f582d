/// EPANET 2.2's errors of an input file: number and text.
enum InpError: Int {
  case inputFile = 200
  case syntax = 201
  case number = 202
  case undefinedNode = 203
  case undefinedLink = 204
  case undefinedPattern = 205
  case undefinedCurve = 206
  case controlledCheckValve = 207
  case pressureLimits = 208
  case nodeValue = 209
  case linkValue = 211
  case undefinedTraceNode = 212
  case option = 213
  case duplicate = 215
  case undefinedPump = 216
  case energy = 217
  case valveAtTank = 219
  case valveAtValve = 220
  case misplacedClause = 221
  case sameEnds = 222
  case tooFewNodes = 223
  case noTanks = 224
  case tankLevels = 225
  case pumpWithoutCurve = 226
  case pumpCurve = 227
  case unconnected = 233
  case idName = 252

  /// EPANET's words.
  var text: String {
    switch self {
    case .inputFile: "line outside every section"
    case .syntax: "syntax error"
    case .number: "illegal numeric value"
    case .undefinedNode: "undefined node"
    case .undefinedLink: "undefined link"
    case .undefinedPattern: "undefined time pattern"
    case .undefinedCurve: "undefined curve"
    case .controlledCheckValve: "attempt to control CV/GPV link"
    case .pressureLimits: "illegal PDA pressure limits"
    case .nodeValue: "illegal node property value"
    case .linkValue: "illegal link property value"
    case .undefinedTraceNode: "undefined trace node"
    case .option: "invalid option value"
    case .duplicate: "duplicate ID label"
    case .undefinedPump: "reference to undefined pump"
    case .energy: "invalid pump energy data"
    case .valveAtTank: "illegal valve connection to tank node"
    case .valveAtValve: "illegal valve connection to another valve"
    case .misplacedClause: "mis-placed rule clause in rule-based control"
    case .sameEnds: "same start and end nodes for link"
    case .tooFewNodes: "not enough nodes in network"
    case .noTanks: "no tanks or reservoirs in network"
    case .tankLevels: "invalid lower/upper levels for tank"
    case .pumpWithoutCurve: "no head curve or power rating for pump"
    case .pumpCurve: "invalid head curve for pump"
    case .unconnected: "network has unconnected node"
    case .idName: "invalid ID name"
    }
  }
}

/// What is wrong with the line that is being read.
struct InpFailure: Error {
  /// EPANET's error.
  var error: InpError
  /// The token that is wrong; nil where the whole line is.
  var token: Int?
  /// What to do next, where it is not to be found from the error.
  var hint: String?

  init(_ error: InpError, _ token: Int? = nil, hint: String? = nil) {
    self.error = error
    self.token = token
    self.hint = hint
  }
}
