package dev.millrace.schemas.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SpecPageTest {

  private static final Path PAGE = Path.of("..", "docs", "pipeline-spec.md");
  private static final String REGENERATE = "millrace.regenerate";

  @Test
  void isWhatTheReaderKnows() throws IOException {
    String page = SpecPage.render();
    if (Boolean.getBoolean(REGENERATE)) {
      Files.writeString(PAGE, page);
    }

    assertThat(PAGE)
        .as(
            "docs/pipeline-spec.md is out of date: run"
                + " mvn -pl schemas test -Dtest=SpecPageTest -D%s=true",
            REGENERATE)
        .hasContent(page);
  }

  @Test
  void marksEverythingThatThisVersionDoesNotDo() {
    assertThat(SpecPage.render().split("\\*Not yet: ", -1).length - 1)
        .as("each promise stands at its field, and at the head of its section where it is one")
        .isGreaterThanOrEqualTo(Unsupported.TABLE.size());
    assertThat(Unsupported.TABLE)
        .allSatisfy(
            promise ->
                assertThat(SpecFields.pathOf(promise.path().replaceFirst(".*\\.", "")))
                    .contains(promise.path()));
  }
}
