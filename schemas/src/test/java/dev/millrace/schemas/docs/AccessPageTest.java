package dev.millrace.schemas.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class AccessPageTest {

  private static final Path PAGE = Path.of("..", "docs", "access.md");
  private static final String REGENERATE = "millrace.regenerate";

  @Test
  void isWhatTheCatalogueSays() throws IOException {
    String page = AccessPage.render();
    if (Boolean.getBoolean(REGENERATE)) {
      Files.writeString(PAGE, page);
    }

    assertThat(PAGE)
        .as(
            "docs/access.md is out of date: run mvn -pl schemas test -Dtest=AccessPageTest -D%s=true",
            REGENERATE)
        .hasContent(page);
  }
}
