/// Zones that are named by letters which nobody knows.
package enum ZoneAbbreviation {
  /// The letters that a stamp ends with, where it would be a time without them: `XYZ` of
  /// `2019-04-25 19:19:40 XYZ`; nil where it is no such stamp.
  package static func find(in field: [UInt8]) -> String? {
    guard let blank = field.lastIndex(of: 32), field.count <= 80 else { return nil }
    let letters = field[(blank + 1)...]
    guard (2...5).contains(letters.count),
      letters.allSatisfy({ $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") })
    else { return nil }
    let rest = Array(field[..<blank])
    let isTime =
      rest.contains(UInt8(ascii: ":"))
      && TimeFormatCatalog.catalog.products.contains { $0.read(rest) != nil }
    let isRead = TimeFormatCatalog.catalog.products.contains { $0.read(field) != nil }
    return isTime && !isRead ? String(decoding: letters, as: UTF8.self) : nil
  }

  /// Why such a stamp is refused, and what to do.
  package static func reason(_ zone: String) -> String {
    "'\(zone)' is no zone that is known; write an offset like -05:00, or leave it out and set "
      + "timezone:"
  }
}
