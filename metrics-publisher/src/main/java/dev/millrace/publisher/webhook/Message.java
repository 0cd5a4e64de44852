package dev.millrace.publisher.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.record.Alert;
import dev.millrace.record.AlertState;
import dev.millrace.record.Figure;
import dev.millrace.schemas.Sha256;
import dev.millrace.schemas.metrics.Alarm;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;

/**
 * What a receiver is told of an alert, once when it opens and once when it closes.
 *
 * <p><i>Shape</i>: docs/alerts.md describes the body. It is made of the alert alone: the same again
 * has the same id and the same bytes.
 *
 * @param id of the message, without full stops; receivers drop what they have seen
 * @param body JSON in UTF-8
 */
public record Message(String id, byte[] body) {

  private static final int ID_BYTES = 16;
  private static final String ID_PREFIX = "msg_";

  /**
   * Of an alert.
   *
   * @param runbooks what the path of a page is put behind, to make a link of it; may be empty
   */
  public static Message of(Alert alert, String runbooks) {
    return new Message(id(alert), body(alert, runbooks).toString().getBytes(UTF_8));
  }

  private static ObjectNode body(Alert alert, String runbooks) {
    boolean isOpen = alert.getState() == AlertState.OPEN;
    Instant at =
        isOpen
            ? alert.getOpenedAt()
            : Objects.requireNonNullElse(alert.getClosedAt(), alert.getOpenedAt());
    String page = runbooks + Alarm.runbook(alert);
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", isOpen ? "alert.firing" : "alert.resolved")
            .put("timestamp", at.toString())
            .put(
                "text",
                (isOpen ? alert.getSeverity().name() : "RESOLVED")
                    + ": "
                    + alert.getText()
                    + " - "
                    + page);
    ObjectNode data =
        body.putObject("data")
            .put("id", alert.getId())
            .put("status", isOpen ? "firing" : "resolved")
            .put("kind", alert.getKind().name())
            .put("rule", alert.getRule())
            .put("severity", alert.getSeverity().name())
            .put("subject", alert.getSubject())
            .put("tenant", alert.getTenant())
            .put("pipeline", alert.getPipeline())
            .put("startsAt", alert.getOpenedAt().toString())
            .put("endsAt", isOpen ? null : at.toString())
            .put("summary", alert.getText())
            .put("runbook", page);
    ArrayNode figures = data.putArray("figures");
    for (Figure figure : alert.getFigures()) {
      figures
          .addObject()
          .put("name", figure.getName())
          .put("value", figure.getValue().stripTrailingZeros().toPlainString())
          .put("unit", figure.getUnit());
    }
    return body;
  }

  private static String id(Alert alert) {
    byte[] digest = Sha256.of(alert.getState() + " " + alert.getId());
    return ID_PREFIX + HexFormat.of().formatHex(digest, 0, ID_BYTES);
  }
}
