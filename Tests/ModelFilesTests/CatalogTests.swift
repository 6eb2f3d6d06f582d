import Diagnostics
import Foundation
import ModelFiles
import TestSupport
import Testing

@Suite("One idea, one file, one line")
struct CatalogTests {
  private func ids(in folder: String) throws -> [String] {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/ModelFiles/\(folder)").standardizedFileURL
    return try FileManager.default.contentsOfDirectory(atPath: sources.path)
      .filter { $0.hasSuffix(".swift") && !$0.contains("+") }
      .map { KebabCase.id(String($0.dropLast(6))) }.sorted()
  }

  @Test("every graph has its file and every file its line")
  func graphs() throws {
    let kinds = GraphCatalog.modelKinds + GraphCatalog.detectorKinds + GraphCatalog.accumulatorKinds
    #expect(try ids(in: "Graphs") == kinds.sorted())
  }

  @Test("every exporter has its file and every file its line")
  func exporters() throws {
    #expect(try ids(in: "Exporters") == ExporterCatalog.all.entries.map(\.id).sorted())
  }

  @Test(
    "a run of capitals is one word but for the one that begins the next",
    arguments: [
      ("PCAResidual", "pca-residual"), ("ONNX", "onnx"), ("SafeTensors", "safe-tensors"),
      ("VARInnovations", "var-innovations"), ("Plain", "plain"), ("EWMA", "ewma"), ("", ""),
    ])
  func kebab(_ name: String, _ id: String) {
    #expect(KebabCase.id(name) == id)
  }
}
