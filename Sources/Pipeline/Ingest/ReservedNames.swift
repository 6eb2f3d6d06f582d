/// Names that the store's own columns have.
enum ReservedNames {
  /// Those of some tags that the store cannot take: the time, steps, units, and qualities of others.
  static func among(_ tags: [String]) -> [String] {
    let all = Set(tags)
    let suffix = ".quality"
    return tags.filter { tag in
      ["time", "step", "unit"].contains(tag)
        || (tag.hasSuffix(suffix) && all.contains(String(tag.dropLast(suffix.count))))
    }
  }
}
