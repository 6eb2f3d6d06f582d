/// Where the buffers of a record batch of ours lie in its body.
///
/// Times, units' codes, tags' values, byte columns and, behind them all, the validity bitmaps of the tags that have
/// missing cells. Every buffer starts at a multiple of 64. No bitmap lies between values, so that the
/// tags' values are a column-major matrix with the leading dimension ``stride``.
struct ArrowLayout {
  /// One buffer of the body.
  struct Buffer {
    var offset = 0
    var length = 0
  }

  /// The multiple of bytes that buffers and the body start at.
  static let alignment = 64

  /// The distance of neighbouring tags' values in the body, in numbers of 8 bytes.
  let stride: Int
  /// The buffers in Arrow's order: per column the bitmap, then the values.
  let buffers: [Buffer]
  /// The length of the body, a multiple of 64.
  let bodyLength: Int

  /// Lays out columns of `rows` rows.
  ///
  /// - Parameter nulls: the number of missing cells of every tag.
  init(rows: Int, nulls: [Int], byteColumns: Int, hasUnits: Bool = false) {
    let column = (8 * rows).roundedUp(to: Self.alignment)
    stride = column / 8
    var values: [Buffer] = []
    var end = 0
    values.append(Buffer(offset: end, length: 8 * rows))
    end += column
    if hasUnits {
      values.append(Buffer(offset: end, length: 4 * rows))
      end += (4 * rows).roundedUp(to: Self.alignment)
    }
    let first = values.count
    for _ in nulls {
      values.append(Buffer(offset: end, length: 8 * rows))
      end += column
    }
    for _ in 0..<byteColumns {
      values.append(Buffer(offset: end, length: rows))
      end += rows.roundedUp(to: Self.alignment)
    }
    var buffers: [Buffer] = []
    for (index, buffer) in values.enumerated() {
      var bitmap = Buffer()
      if nulls.indices.contains(index - first), nulls[index - first] > 0 {
        bitmap = Buffer(offset: end, length: (rows + 7) / 8)
        end += bitmap.length.roundedUp(to: Self.alignment)
      }
      buffers += [bitmap, buffer]
    }
    self.buffers = buffers
    bodyLength = end
  }
}
