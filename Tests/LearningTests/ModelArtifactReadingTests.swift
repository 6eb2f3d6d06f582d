import Diagnostics
import Learning
import LinearAlgebra
import Testing

@Suite("Reading a model's neutral form")
struct ModelArtifactReadingTests {
  private let artifact = ModelArtifact(
    kind: "some", texts: ["name": "x"],
    numbers: ["rows": 3, "half": 0.5, "minus": -1, "big": 1e300],
    lists: ["tags": ["a"]], arrays: ["v": ModelArtifact.Array([1, 2])])

  @Test("a matrix goes out in row-major order and comes back bit for bit")
  func matrix() throws {
    let matrix = Matrix(rowMajor: [[1, 2, 3], [4, -0.0, 6]])
    let array = ModelArtifact.Array(matrix)
    #expect(array.shape == [2, 3])
    #expect(array.values == [1, 2, 3, 4, 0, 6])
    let again = try ModelArtifact(kind: "k", arrays: ["m": array]).matrix("m", rows: 2, columns: 3)
    #expect(again.hasSameBits(as: matrix))
  }

  @Test("what is there is read")
  func reads() throws {
    #expect(try artifact.number("half") == 0.5)
    #expect(try artifact.count("rows") == 3)
    #expect(try artifact.text("name") == "x")
    #expect(try artifact.list("tags") == ["a"])
    #expect(try artifact.vector("v", count: 2) == [1, 2])
  }

  @Test("what is missing or has another shape is refused by name")
  func refuses() {
    func problem(_ read: (ModelArtifact) throws -> Void) -> String? {
      do {
        try read(artifact)
        return nil
      } catch { return (error as? Fault)?.problem }
    }
    #expect(problem { _ = try $0.number("x") } == "model 'some' has no number 'x'")
    #expect(problem { _ = try $0.text("x") } == "model 'some' has no text 'x'")
    #expect(problem { _ = try $0.list("x") } == "model 'some' has no list 'x'")
    #expect(problem { _ = try $0.vector("x", count: 1) } == "model 'some' has no array 'x'")
    #expect(
      problem { _ = try $0.matrix("v", rows: 1, columns: 2) }
        == "model 'some': array 'v' has shape [2], expected [1, 2]")
    for (name, shown) in [("half", "0.5"), ("minus", "-1.0"), ("big", "1e+300")] {
      #expect(
        problem { _ = try $0.count(name) }
          == "model 'some': '\(name)' must be a whole number ≥ 0, got \(shown)")
    }
  }
}
