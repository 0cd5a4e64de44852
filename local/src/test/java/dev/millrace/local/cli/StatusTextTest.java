package dev.millrace.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusTextTest {

  private static final String BUSY =
      """
      {"at": "2026-11-26T12:00:00Z", "problem": null,
       "jobs": [{"name": "ingestion", "state": "RUNNING", "reason": null}],
       "topics": [{"name": "raw-events", "partitions": 4, "end": 1200, "perSecond": 12.34},
                  {"name": "feedback", "partitions": 4, "end": 7, "perSecond": 0.0},
                  {"name": "alerts", "partitions": 1, "end": 0, "perSecond": null}],
       "groups": [{"name": "millrace-ingestion", "lag": 42, "topics": []},
                  {"name": "millrace-drift", "lag": 0, "topics": []}],
       "calls": [{"model": "nova", "inFlight": 3.0, "waiting": 0.0, "throttled": null,
                  "quotaUsed": 0.914, "tokenLagSeconds": 1.25}],
       "cost": {"since": "2026-11-26T00:00:00Z", "cost": "0.123456789012", "wasted": "0.000004200000",
                "calls": 1000, "unpricedCalls": 2, "currency": "USD"},
       "budgets": [{"name": "day", "tenant": "acme", "window": "1d", "limit": "5.00",
                    "spent": "4.1", "share": "0.82", "outlook": "EXPECTED"}],
       "quality": [{"pipeline": "triage", "version": 3, "name": "accuracy", "value": 0.875,
                    "target": 0.9, "coverage": 0.5, "verdict": "DRIFTED",
                    "windowEnd": "2026-11-26T11:55:00Z"},
                   {"pipeline": "triage", "version": null, "name": "drifted", "value": 0.0,
                    "target": null, "coverage": null, "verdict": "STABLE",
                    "windowEnd": "2026-11-26T11:55:00Z"}],
       "models": [{"pipeline": "triage", "version": 3, "state": "CHAMPION", "share": 0.95,
                   "modelId": "nova"}],
       "runs": [{"pipeline": "triage", "number": 2, "state": "TRAINING",
                 "since": "2026-11-26T11:50:00Z", "waiting": "the job", "reason": "drift"}],
       "deadLettersLastHour": 3,
       "alerts": [{"severity": "WARNING", "openedAt": "2026-11-26T11:58:00Z",
                   "text": "Traffic has drifted", "runbook": "docs/runbook/drift.md"}]}
      """;

  private final ObjectNode picture = read(BUSY);

  @Test
  void saysHowManyLagsNoMetricTellsOf() {
    picture.put("lagsLeftOut", 13);

    assertThat(StatusText.of(picture))
        .contains("  (13 of their lags are in no metric, which have the largest only)");
  }

  @Test
  void saysHowEverythingStands() {
    assertThat(StatusText.of(picture))
        .containsExactly(
            "well, as of 2026-11-26T12:00:00Z",
            "",
            "jobs",
            "  ingestion            running",
            "",
            "topics in motion",
            "  raw-events                   12.3 /s  end 1200",
            "  (2 still; dead letters in the last hour: 3)",
            "",
            "lag of groups: offsets that they have not committed yet",
            "  millrace-ingestion                       42",
            "  (1 group has none; marks of transactions count too, so a few are no backlog)",
            "",
            "calls of models",
            "  nova: 3 under way, 0 in line, quota 91 % used, - throttled, token lag 1.25 s",
            "",
            "cost since 2026-11-26T00:00:00Z: 0.1235 USD for 1000 calls, 0.0000042 of it wasted;"
                + " 2 calls without a price",
            "  [################----]   82 %  day@acme: 4.1 of 5 USD for 1d, will be"
                + " reached within the window",
            "",
            "quality and drift, newest windows of a day",
            "  triage/3                     accuracy        0.875, target 0.9, 50 % labelled  drifted",
            "  triage                       drifted             0  stable",
            "",
            "models that serve",
            "  triage/3                     champion   95 %  nova",
            "",
            "retraining, newest of each pipeline",
            "  triage run 2: training since 2026-11-26T11:50:00Z, waits for the job",
            "",
            "alerts that fire",
            "  WARNING  since 2026-11-26T11:58:00Z  Traffic has drifted (docs/runbook/drift.md)");
  }

  @Test
  void saysWhatIsNotThere() {
    ObjectNode empty =
        read(
            """
            {"at": "2026-11-26T12:00:00Z", "problem": null, "jobs": [], "topics": [],
             "groups": [], "calls": [], "cost": {"since": "2026-11-26T00:00:00Z", "cost": "0",
             "wasted": "0", "calls": 0, "unpricedCalls": 0}, "budgets": [], "quality": [],
             "models": [], "runs": [], "deadLettersLastHour": 0, "alerts": []}
            """);

    assertThat(StatusText.of(empty))
        .contains("calls of models: none", "models that serve: none", "alerts that fire: none");
    assertThat(StatusText.ailments(empty)).isEmpty();
  }

  @Test
  void isNotWellWhereAJobIsNot() {
    picture.set(
        "jobs",
        read("""
                {"jobs": [{"name": "alerts", "state": "IMPAIRED", "reason": "nobody takes them"},
                          {"name": "drift", "state": "FAILED", "reason": "no memory"},
                          {"name": "cost", "state": "STARTING", "reason": null}]}
                """)
            .get("jobs"));

    assertThat(StatusText.ailments(picture))
        .containsExactly("alerts is impaired: nobody takes them", "drift is failed: no memory");
    assertThat(StatusText.of(picture))
        .startsWith(
            "NOT WELL, as of 2026-11-26T12:00:00Z", "  ! alerts is impaired: nobody takes them");
  }

  @Test
  void isNotWellWhereACriticalAlertFiresOrBrokersAreAway() {
    ((ObjectNode) picture.get("alerts").get(0)).put("severity", "CRITICAL");
    picture.put("problem", "the brokers do not answer");

    assertThat(StatusText.ailments(picture))
        .containsExactly("the brokers do not answer", "Traffic has drifted");
  }

  @Test
  void isWrittenOverWhatWasThere() {
    assertThat(StatusCommand.screen(List.of("one", "two")))
        .isEqualTo("\033[Hone\033[K\ntwo\033[K\n\033[J");
  }

  private static ObjectNode read(String text) {
    try {
      JsonNode node = new JsonMapper().readTree(text);
      return (ObjectNode) node;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
