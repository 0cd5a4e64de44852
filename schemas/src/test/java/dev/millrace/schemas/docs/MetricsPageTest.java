package dev.millrace.schemas.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.millrace.schemas.metrics.Alarm;
import dev.millrace.schemas.metrics.Dashboard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricsPageTest {

  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final Path DASHBOARD =
      Path.of("src/main/resources/dev/millrace/schemas/metrics/dashboard.json");
  private static final String REGENERATE = "millrace.regenerate";

  /** To be put in by whoever deploys; {@link Dashboard#body} takes it as well. */
  private static final String REGION = "${AWS::Region}";

  private static final int LONGEST_RUNBOOK = 30;

  @Test
  void isWhatTheCatalogueSays() throws IOException {
    isUpToDate(PAGE, MetricsPage.render());
  }

  @Test
  void dashboardIsWhatTheCatalogueSays() throws IOException {
    isUpToDate(DASHBOARD, dashboard());
  }

  @ParameterizedTest
  @EnumSource(Alarm.class)
  void alarmHasAPageThatSaysWhatToDo(Alarm alarm) throws IOException {
    Path page = Path.of("..", alarm.runbook());

    assertThat(page).exists();

    List<String> lines = Files.readAllLines(page);
    assertThat(lines).hasSizeLessThanOrEqualTo(LONGEST_RUNBOOK);
    assertThat(lines.get(0)).isEqualTo("# " + alarm.title());
    assertThat(String.join("\n", lines)).contains(alarm.metric().key());
  }

  private static void isUpToDate(Path file, String content) throws IOException {
    if (Boolean.getBoolean(REGENERATE)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
    }
    assertThat(file)
        .as(
            "%s is out of date: run mvn -pl schemas test -Dtest=MetricsPageTest -D%s=true",
            file, REGENERATE)
        .hasContent(content);
  }

  private static String dashboard() throws JsonProcessingException {
    return new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .writeValueAsString(Dashboard.body(REGION))
        + "\n";
  }
}
