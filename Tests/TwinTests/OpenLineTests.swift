import Testing
import Twin

@Suite("The open line")
struct OpenLineTests {
  @Test("changes nothing that it is given")
  func nothing() {
    var values = [1.0, -0.0, .infinity]
    var line = OpenLine()
    line.tell(&values)
    line.drive(&values)
    line.store(&values)
    line.disturb(&values)
    #expect(values.map(\.bitPattern) == [1.0, -0.0, Double.infinity].map(\.bitPattern))
  }
}
