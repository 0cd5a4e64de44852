package dev.millrace.publisher.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.publisher.SampleAlerts;
import dev.millrace.record.Alert;
import dev.millrace.record.AlertKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MessageTest {

  private static final String RUNBOOKS = "https://wiki.example.com/millrace/";
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void isTheExampleOfTheDocs() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "alerts.md"));
    int begin = page.indexOf("```json") + "```json".length();
    JsonNode example = JSON.readTree(page.substring(begin, page.indexOf("```", begin)));

    assertThat(body(Message.of(SampleAlerts.open(), RUNBOOKS))).isEqualTo(example);
  }

  @Test
  void saysWhenItIsOver() throws IOException {
    JsonNode body = body(Message.of(SampleAlerts.closed(), ""));

    assertThat(body.get("type").textValue()).isEqualTo("alert.resolved");
    assertThat(body.get("timestamp").textValue()).isEqualTo("2026-11-26T12:10:00Z");
    assertThat(body.get("text").textValue()).startsWith("RESOLVED: over after 10 min: ");
    assertThat(body.at("/data/status").textValue()).isEqualTo("resolved");
    assertThat(body.at("/data/startsAt").textValue()).isEqualTo("2026-11-26T12:00:00Z");
    assertThat(body.at("/data/endsAt").textValue()).isEqualTo("2026-11-26T12:10:00Z");
    assertThat(body.at("/data/runbook").textValue()).isEqualTo("docs/runbook/dead-letters.md");
  }

  @Test
  void isTheSameWheneverItIsMade() {
    Message one = Message.of(SampleAlerts.open(), RUNBOOKS);
    Message again = Message.of(SampleAlerts.open(), RUNBOOKS);

    assertThat(again.id()).isEqualTo(one.id()).matches("msg_[0-9a-f]{32}");
    assertThat(again.body()).isEqualTo(one.body());
    assertThat(Message.of(SampleAlerts.closed(), RUNBOOKS).id()).isNotEqualTo(one.id());
  }

  @Test
  void linksAlertsOfBudgetsToTheirPage() throws IOException {
    Alert budget =
        Alert.newBuilder(SampleAlerts.open())
            .setKind(AlertKind.BUDGET)
            .setRule("burn-fast")
            .build();

    assertThat(body(Message.of(budget, "")).at("/data/runbook").textValue())
        .isEqualTo("docs/runbook/budget.md");
  }

  private static JsonNode body(Message message) throws IOException {
    return JSON.readTree(new String(message.body(), UTF_8));
  }
}
