import Attacks
import Diagnostics
import TestSupport
import Testing

@Suite("Techniques of ATT&CK without a row")
struct UnmappedTechniqueTests {
  private func told(_ id: String, by text: String? = nil) throws -> [String] {
    let problems = Problems()
    let catalog =
      try text.map { TechniqueCatalog(try YAMLText.settings($0), problems: Problems()) }
      ?? .embedded()
    #expect(
      catalog.technique(id, at: Place(file: "campaign.yaml", line: 3), problems: problems) == nil)
    return problems.all.map(\.description)
  }

  @Test("An id is told as what it is: retired, without a row, moved, or unknown")
  func kinds() throws {
    #expect(
      try told("T0833") == [
        """
        error: technique 'T0833' Modify Control Logic is retired from ATT&CK
          at campaign.yaml:3
          hint: ATT&CK names none in its place: take the row that does what is meant, or write unknown for what no \
        row does
        """
      ])
    #expect(
      try told("T0807") == [
        """
        error: technique 'T0807' Command-Line Interface is not one that a twin can rehearse: it has no row
          at campaign.yaml:3
          hint: rows of the tactic Execution: T0821, T0823, T0858, T0871; or write unknown for what no row does
        """
      ])
    #expect(
      try told("T0842") == [
        """
        error: technique 'T0842' Network Sniffing is not one that a twin can rehearse: it has no row
          at campaign.yaml:3
          hint: no row has the tactic Discovery: write unknown for what no row does
        """
      ])
    // The id since v19 of what has no row.
    #expect(try told("T1694.001").first?.hasPrefix("error: technique 'T0812' Default Cred") == true)
    #expect(try told("T0998").first?.hasPrefix("error: unknown technique 'T0998'\n") == true)
  }

  @Test("A retired id that another has replaced names it")
  func replaced() throws {
    let text = "techniques: []\nretired: [{ id: T0700, name: Old, by: T0701 }]"
    #expect(
      try told("T0700", by: text) == [
        """
        error: technique 'T0700' Old is retired from ATT&CK
          at campaign.yaml:3
          hint: 'T0701' has taken its place
        """
      ])
  }

  @Test("An id stands once, among rows and all else")
  func twice() throws {
    let problems = Problems()
    _ = TechniqueCatalog(
      try YAMLText.settings(
        "techniques: []\nothers: [{ id: T1, name: A, tactics: [B] }]\nretired: [{ id: T1, name: A }]"
      ),
      problems: problems)
    #expect(problems.all.map(\.problem).contains("technique 'T1' stands twice"))
  }

  @Test(
    "Rows, others and retired ids together are ATT&CK v18.1, with its names, tactics and successors",
    .enabled(if: Datasets.folder != nil))
  func whole() throws {
    let attack = try Attack.read()
    let catalog = try TechniqueCatalog.embedded()
    let (others, retired) = (
      catalog.others.filter { !$0.isRetired }, catalog.others.filter(\.isRetired)
    )
    for other in others {
      #expect(attack.fault(other.id, other.name, other.tactics) == nil, "\(other.id)")
    }
    let rows = catalog.techniques.filter { !$0.isUnknown }.map(\.id)
    #expect(Set(rows + others.map(\.id)) == Set(attack.known.keys))
    #expect(Set(retired.map(\.id)) == Set(attack.retired.keys))
    for old in retired {
      #expect(attack.retired[old.id]?.name == old.name)
      #expect(attack.retired[old.id]?.replacement == old.replacement, "\(old.id)")
    }
    let moved = others.filter { $0.successor != nil }
    #expect(moved.map(\.id) == ["T0812", "T0891"])
    #expect(moved.map(\.successor) == ["T1694.001", "T1694.002"])
  }
}
