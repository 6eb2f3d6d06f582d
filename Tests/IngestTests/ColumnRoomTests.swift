import Diagnostics
import Ingest
import Telemetry
import Testing

@Suite("Rows become columns, whatever the borders of lines, rows and pieces") struct ColumnRoomTests
{
  @Test("every cell stands in its place with its quality, and nothing is written beside the rows")
  func everyCell() {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<400 {
      let rows = generator.from(1, 90)
      let columns = generator.from(1, 9)
      let rowsCells = (0..<rows * columns).map { _ in
        generator.from(0, 3) == 0 ? Double.nan : Double(generator.from(-1_000, 1_000))
      }
      // Any start in a line of memory; sevens say what nobody wrote.
      let skipped = generator.from(0, 8)
      let border = generator.from(0, rows)
      var values = [Double](repeating: 7_777, count: skipped + rows * columns + 8)
      var quality = [UInt8](repeating: 77, count: rows * columns)
      values.withUnsafeMutableBufferPointer { values in
        quality.withUnsafeMutableBufferPointer { quality in
          rowsCells.withUnsafeBufferPointer { cells in
            guard let values = values.baseAddress, let quality = quality.baseAddress,
              let cells = cells.baseAddress
            else { return }
            let room = ColumnRoom(
              values: values + skipped, quality: quality, rows: rows, columns: columns)
            room.put(cells, border, at: 0)
            room.put(cells + border * columns, rows - border, at: border)
            room.end()
          }
        }
      }
      #expect(values[..<skipped].allSatisfy { $0 == 7_777 })
      #expect(values[(skipped + rows * columns)...].allSatisfy { $0 == 7_777 })
      for column in 0..<columns {
        for row in 0..<rows {
          let cell = rowsCells[row * columns + column]
          let place = column * rows + row
          #expect(values[skipped + place].bitPattern == cell.bitPattern)
          #expect(
            quality[place] == (cell.isNaN ? CellQuality.missing : .measured).rawValue,
            "row \(row) of \(rows), column \(column)")
        }
      }
    }
  }
}
