internal import Diagnostics

/// What protects a host or a conduit, in words after the requirements of IEC 62443.
///
/// The number is that of the system requirement (SR) of part 3-3 that it serves; where none is given, the part.
public enum SecurityControl: String, Sendable, CaseIterable {
  /// People prove who they are in two ways (SR 1.1).
  case mfa
  /// Programs and devices prove who they are (SR 1.2).
  case deviceAuthentication = "device-authentication"
  /// Accounts are given, reviewed and taken back (SR 1.3).
  case accountManagement = "account-management"
  /// Passwords must be strong (SR 1.7).
  case passwordPolicy = "password-policy"
  /// Certificates of a key infrastructure (SR 1.8).
  case certificates
  /// Accounts are locked after failed attempts (SR 1.11).
  case loginLimit = "login-limit"
  /// People from outside come through one host (SR 1.13).
  case jumpHost = "jump-host"
  /// A tunnel through other networks (SR 1.13).
  case vpn
  /// Everybody may do what his task needs (SR 2.1).
  case leastPrivilege = "least-privilege"
  /// Radio is watched and restricted (SR 2.2).
  case wirelessControl = "wireless-control"
  /// Portable devices and media are restricted (SR 2.3).
  case mediaControl = "media-control"
  /// Sessions lock themselves (SR 2.5).
  case sessionLock = "session-lock"
  /// What is done is written down (SR 2.8).
  case auditLog = "audit-log"
  /// Messages that were changed are found (SR 3.1).
  case messageAuthentication = "message-authentication"
  /// Only known programs run (SR 3.2).
  case allowListing = "allow-listing"
  /// Harmful programs are found (SR 3.2).
  case malwareProtection = "malware-protection"
  /// Changed software and programs are found (SR 3.4).
  case integrityCheck = "integrity-check"
  /// Impossible inputs are refused (SR 3.5).
  case inputValidation = "input-validation"
  /// Messages are read by nobody else (SR 4.1).
  case encryption
  /// Networks are parted (SR 5.1).
  case segmentation
  /// Messages pass by rules (SR 5.2).
  case firewall
  /// Messages pass one way (SR 5.2).
  case dataDiode = "data-diode"
  /// The contents of messages pass by rules (SR 5.2).
  case deepPacketInspection = "deep-packet-inspection"
  /// Somebody watches (SR 6.2).
  case monitoring
  /// Attacks are recognised (SR 6.2).
  case intrusionDetection = "intrusion-detection"
  /// Floods of messages are held back (SR 7.1).
  case rateLimit = "rate-limit"
  /// Copies are kept (SR 7.3).
  case backup
  /// Coming back is rehearsed (SR 7.4).
  case recovery
  /// Power that stays (SR 7.5).
  case emergencyPower = "emergency-power"
  /// What is not needed is taken away (SR 7.7).
  case hardening
  /// It is known what there is (SR 7.8).
  case inventory
  /// Known weaknesses are mended (part 2-3).
  case patching
  /// Only signed firmware starts (part 4-2).
  case secureBoot = "secure-boot"
  /// Programs load only where a key on the device says so (part 4-2).
  case keySwitch = "key-switch"
  /// Nobody comes near (part 2-1).
  case physicalAccess = "physical-access"

  /// Tells of words that are none.
  static func check(_ words: [String], of owner: String, at place: Place, _ problems: Problems) {
    let known = allCases.map(\.rawValue)
    for word in words where !known.contains(word) {
      problems.add(
        "unknown security control '\(word)' of \(owner)", at: place,
        hint: Suggestion.hint(for: word, in: known))
    }
  }
}
