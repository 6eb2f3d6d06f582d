import Diagnostics
import Testing

struct PathNameTests {
  @Test(
    "a path falls into its folder and its last part, one character long or with slashes at the end",
    arguments: [
      ("", "", ""), (".", "", "."), ("a", "", "a"), ("..", "", ".."), ("/", "/", "/"),
      ("//", "/", "/"), ("/a", "/", "a"), ("./a", ".", "a"), ("a/b", "a", "b"),
      ("a/b/", "a", "b"), ("a//b", "a", "b"), ("a/b/c.csv", "a/b", "c.csv"),
      ("ä/ö", "ä", "ö"), ("//a", "/", "a"),
    ])
  func parts(path: String, folder: String, last: String) {
    #expect(PathName.folder(of: path) == folder)
    #expect(PathName.last(of: path) == last)
  }
}
