/// Texts that try to leave their place.
enum HostileText {
  static let each = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
    "</title></style></svg><script>", "]]><!--", "&lt;script&gt;", "javascript:alert(1)",
    "line\nbreak\r\ttab", "\u{202E}gnp.exe\u{2066}", "\u{0}\u{1B}[31m\u{9B}", "\u{2028}\u{2029}",
    "\u{FFFE}\u{FFFF}", "url(#x) ;}</style>", "水位 🚰 é", "",
    String(repeating: "W", count: 10_000), "a" + String(repeating: "\u{301}", count: 10_000),
    "{{7*7}} ${x} %n", "=cmd()",
  ]

  static let all = each.joined()
}
