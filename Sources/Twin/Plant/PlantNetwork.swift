public import Diagnostics
public import Telemetry

/// Zones, conduits, hosts and links of a plant, in the words of IEC 62443.
public struct PlantNetwork: Sendable, Equatable {
  /// Hosts with the same need of protection.
  public struct Zone: Sendable, Equatable {
    /// The name.
    public var id: String
    /// The security level that it is meant to have, 0…4.
    public var level: Int
    /// Where it is said.
    public var place: Place
  }

  /// A way between zones that is protected as one.
  public struct Conduit: Sendable, Equatable {
    /// The name.
    public var id: String
    /// The zones that it joins.
    public var zones: [String]
    /// What protects it: words of ``SecurityControl``, as `firewall`, `data-diode`, `vpn`.
    public var controls: [String]
    /// Where it is said.
    public var place: Place
  }

  /// A weakness of software that is publicly known.
  public struct Vulnerability: Sendable, Equatable {
    /// `CVE-2021-22681`.
    public var id: String
    /// The base score, 0…10; nil where nobody says.
    public var cvss: Double?
  }

  /// Software on a host.
  public struct Software: Sendable, Equatable {
    /// The product.
    public var name: String
    /// Its version; nil where nobody knows.
    public var version: String?
    /// What is known against it.
    public var vulnerabilities: [Vulnerability]
  }

  /// Something with an address: a controller, a server, a work station.
  public struct Host: Sendable, Equatable {
    /// What it is for.
    public enum Kind: String, Sendable, CaseIterable {
      /// Runs control logic: a PLC, an RTU.
      case controller
      /// Shows the process to operators.
      case hmi
      /// Keeps telemetry.
      case historian
      /// Loads programs into controllers.
      case engineering
      /// Any other server.
      case server
      /// Translates or forwards: a modem, a protocol converter.
      case gateway
      /// Any other work station.
      case workstation
    }

    /// From where it can be reached beyond its zone's conduits.
    public enum Exposure: String, Sendable, CaseIterable {
      /// From nowhere else.
      case none
      /// By remote maintenance.
      case vendor
      /// From the business network.
      case business
      /// From everywhere.
      case internet
    }

    /// The name.
    public var id: String
    /// Its zone.
    public var zone: String
    /// What it is for.
    public var kind: Kind
    /// From where it can be reached.
    public var exposure = Exposure.none
    /// What runs on it.
    public var software: [Software] = []
    /// What protects it: words of ``SecurityControl``, as `mfa`, `allow-listing`, `backup`.
    public var controls: [String] = []
    /// Where it is said.
    public var place: Place
  }

  /// A way from one host to another.
  public struct Link: Sendable, Equatable {
    /// The host that sends.
    public var from: String
    /// The host that is sent to.
    public var to: String
    /// The tags that it carries; nil: all.
    public var tags: [String]?
    /// How long a message is under way.
    public var latency = TimeSpan.zero
    /// The share of messages that are lost, 0…1.
    public var loss = 0.0
    /// The conduit, where it leaves its zone.
    public var conduit: String?
    /// Where it is said.
    public var place: Place
  }

  /// The zones.
  public var zones: [Zone] = []
  /// The conduits.
  public var conduits: [Conduit] = []
  /// The hosts.
  public var hosts: [Host] = []
  /// The links.
  public var links: [Link] = []

  /// Nothing.
  public init() {}

  /// True where nothing is declared: then nothing is checked.
  public var isEmpty: Bool { hosts.isEmpty && links.isEmpty && zones.isEmpty && conduits.isEmpty }
}
