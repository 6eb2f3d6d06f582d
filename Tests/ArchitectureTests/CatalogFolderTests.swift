import Detection
import Diagnostics
import Evaluation
import Foundation
import Ingest
import ModelFiles
import Testing
import Twin

/// One idea is one file and one line: the catalogs and their folders say the same.
@Suite("Catalogs and folders")
struct CatalogFolderTests {
  /// A catalog's ids and the folder of its files.
  struct Extension: Sendable, CustomStringConvertible {
    let folder: String
    let ids: [String]
    var description: String { folder }
  }

  static let extensions = [
    Extension(folder: "Detection/Detectors", ids: Detectors.catalog.entries.map(\.id)),
    Extension(folder: "Detection/Accumulators", ids: Accumulators.catalog.entries.map(\.id)),
    Extension(folder: "Detection/Limits", ids: LimitRules.catalog.entries.map(\.id)),
    Extension(folder: "Evaluation/Metrics", ids: Metrics.catalog.entries.map(\.id)),
    Extension(folder: "Ingest/Dialects", ids: DialectCatalog.catalog.entries.map(\.id)),
    Extension(folder: "Ingest/TimeFormats", ids: TimeFormatCatalog.catalog.entries.map(\.id)),
    Extension(folder: "ModelFiles/Exporters", ids: ExporterCatalog.all.entries.map(\.id)),
    Extension(folder: "Twin/Components", ids: Components.catalog.entries.map(\.id)),
    Extension(folder: "Twin/Program/Blocks", ids: ControlBlocks.catalog.entries.map(\.id)),
  ]

  private static var sources: URL {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.appendingPathComponent("Sources")
  }

  // The types of a folder: `Name+Aspect.swift` extends one, `NameModel.swift` is the fitted one of another.
  private static func types(in folder: String) throws -> Set<String> {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: sources.appendingPathComponent(folder).path
    ).filter { $0.hasSuffix(".swift") && !$0.contains("+") }.map { String($0.dropLast(6)) }
    return Set(names.filter { !$0.hasSuffix("Model") || !names.contains(String($0.dropLast(5))) })
  }

  @Test("a folder's files and its catalog's ids are the same names", arguments: extensions)
  func sameNames(_ own: Extension) throws {
    // Hyphens are ignored: `VUSPR` is `vus-pr`, `ISO8601` is `iso8601`.
    let files = try Self.types(in: own.folder).map { $0.lowercased() }.sorted()
    #expect(files == own.ids.map { $0.replacing("-", with: "") }.sorted())
  }

  @Test("ids are in kebab-case and differ", arguments: extensions)
  func kebabCase(_ own: Extension) {
    #expect(!own.ids.isEmpty)
    #expect(Set(own.ids).count == own.ids.count)
    for id in own.ids {
      #expect(id.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil, "\(id)")
    }
  }

  @Test("every module of Sources has its tests, and every folder of tests its module")
  func mirrored() throws {
    func names(_ path: String) throws -> Set<String> {
      Set(try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") })
    }
    let modules = try names(Self.sources.path)
    let tests = try names(
      Self.sources.deletingLastPathComponent().appendingPathComponent("Tests").path)
    let own = Set(tests.filter { $0.hasSuffix("Tests") }.map { String($0.dropLast(5)) })
    // Modules without code, and the tool, whose tests are the command line's.
    let untested = modules.subtracting(own).subtracting([
      "CAllocator", "CByteMarks", "COpenBLAS", "CCrypto", "CProcessor", "CXGBoost", "CISAL",
      "CZstd", "tocsin",
    ])
    #expect(untested == [])
    #expect(
      own.subtracting(modules) == ["Architecture", "CommandLine", "Conformance", "Fuzz"])
  }
}
