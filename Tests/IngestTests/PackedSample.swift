import Foundation

/// A table of 24 rows that `gzip -9` and `zstd -19 --check` packed, both with a checksum.
enum PackedSample {
  /// What is packed: a column of moments and three of numbers.
  static var text: String {
    var text = "time,tank.level,pump speed,flow °C\n"
    for row in 0..<24 {
      let place = Double(row)
      text += String(
        format: "2024-03-%02d %02d:%02d:00,%.3f,%.1f,%d\n", 1 + row / 12, row % 12, row * 7 % 60,
        5 + sin(place / 7) * 2, 1450 + 17 * cos(place / 3), row * row * 37 % 211)
    }
    return text
  }

  /// The gzip file: one member, no name, no time.
  static var gzip: [UInt8] { bytes(gzipText) }
  /// The zstd file: one frame with its content's size and checksum.
  static var zstd: [UInt8] { bytes(zstdText) }

  private static func bytes(_ text: String) -> [UInt8] {
    Data(base64Encoded: text).map { Array($0) } ?? []
  }

  private static let gzipText = """
    H4sIAAAAAAACA1XTXU7DMAwH8HdOsQNkkb+SOH7lJEgUCbHBJAZcizNwMpymnWapWh/2k+P4715fz0u6Pr2/5dPyvZzS\
    5et8OXxeluU5vZw+fg5/v48PBCRH4CPgAcDWJ5UM/otSW4YEgaBBm4S0DFIzJm7BkKFMU6oMw3m8NCA2womU0f8tPVNC\
    ooDESAeqGZQGEm8IW2ypGJeJGEfXon6cYjDVhKYpOAoJ5Z5qDaaZ9GmqshvW7C8qAamVOpHSOIzFC0m8v1fhaTr2Ydiv\
    JnxvEAxhMwrT+GEYERquw25bHlwcyV3XNDIj2Qq1PrvuqXAwaIz3DQnnlpAlIDLeZq0TjUCaBsMmZR/RloemHhsSK7dR\
    wwzWy2ksVKxss2bQuSJr8wH5oOuePsxd8xk1CqgZ8rZH1PedrfFqagT7Qo5dq44TQzDd6LbY42qV3LRgPDFeZ+2Z9zau\
    ptm/AQ2HeWiCEzUca1RG+ljx4R92MJGBjgMAAA==
    """

  private static let zstdText = """
    KLUv/WSOAi0KAKYXOxqwaQwsSJJksjBsDYHtMsmCmZmZmZmT60dOYzwAMAAwAPfYaZOEuZr2xzhGq31cbzVFvGlTVaTz\
    VYpVACuQVwcQSCZKZIEoDGFZGA2FkXgwBrFAFgQdFAPHLAmDIzlH6OZY75zjlHW9+q1ng9SIvZ7Pu+N0Z3r5az1JnWWo\
    +FpsU5TXRdv3eWdz5GrYFuj62m3j5GV6+rk+vZqPzXPk3fiXaMOEafiGOk7t7LR5X6Xc5iBpFTHbm9lgddmXYQBbmyNE\
    Y8u3bBulVnanTPwynqa7Pr73wmlSW637zp0i9mtStOdjG6Strq1fTNyuRqgRMBDNddLa2jeATWU4MJIkkaAgH6GPEo1S\
    2kzZdGGqAxgv1k3rgRCaRPAWdhptFPqNwWVgLBWs1NFQ98K+j/cX6L2uuYHZfwnQp9vOoeti9ldFQ6oCRfGw
    """
}
