package dev.millrace.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTest {

  private final Routes routes =
      new Routes()
          .on("GET", "/{bucket}", call -> HttpReply.empty(200).done())
          .on("GET", "/{bucket}/", call -> HttpReply.empty(200).done())
          .on("GET", "/{bucket}/{key*}", call -> HttpReply.empty(200).done());

  @ParameterizedTest
  @CsvSource({
    "/b/k, k",
    "/b/k/, k/",
    "/b/a/b/c, a/b/c",
    "/b/a%2Fb/c+d%20e, a/b/c+d e",
    "/b//k, /k",
    "/b/a//b, a//b"
  })
  void givesTheWholeRestOfAPath(String path, String key) {
    assertThat(routes.find("GET", path).parameters()).isEqualTo(Map.of("bucket", "b", "key", key));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/b", "/b/"})
  void needsARestToGive(String path) {
    assertThat(routes.find("GET", path).parameters()).isEqualTo(Map.of("bucket", "b"));
  }
}
