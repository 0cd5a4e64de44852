package dev.millrace.schemas.spec;

import static dev.millrace.schemas.spec.SpecTexts.READER;
import static dev.millrace.schemas.spec.SpecTexts.SMALLEST;
import static dev.millrace.schemas.spec.SpecTexts.TICKET_SCHEMA;
import static dev.millrace.schemas.spec.SpecTexts.WHOLE;
import static dev.millrace.schemas.spec.SpecTexts.mine;
import static dev.millrace.schemas.spec.SpecTexts.pii;
import static dev.millrace.schemas.spec.SpecTexts.problems;
import static dev.millrace.schemas.spec.SpecTexts.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.Approval;
import dev.millrace.record.Batching;
import dev.millrace.record.BatchingMode;
import dev.millrace.record.Budget;
import dev.millrace.record.BudgetAction;
import dev.millrace.record.BudgetPeriod;
import dev.millrace.record.BudgetScope;
import dev.millrace.record.BulkLane;
import dev.millrace.record.DriftWatch;
import dev.millrace.record.Enrichment;
import dev.millrace.record.EventSchema;
import dev.millrace.record.FeatureType;
import dev.millrace.record.Governance;
import dev.millrace.record.JobLimits;
import dev.millrace.record.Judge;
import dev.millrace.record.Lane;
import dev.millrace.record.Models;
import dev.millrace.record.PeriodUnit;
import dev.millrace.record.PiiAction;
import dev.millrace.record.PipelineSpec;
import dev.millrace.record.PromptTemplate;
import dev.millrace.record.Retraining;
import dev.millrace.record.RetrainingReason;
import dev.millrace.record.SchemaFormat;
import dev.millrace.record.Source;
import dev.millrace.record.SourceFormat;
import dev.millrace.record.SourceStart;
import dev.millrace.record.Task;
import dev.millrace.record.WatchedSegments;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpecReaderTest {

  @Test
  void readsEveryField() {
    PipelineSpec spec = valid(READER.read(WHOLE));

    assertThat(spec.getPipeline()).isEqualTo("ticket-triage");
    assertThat(spec.getTask()).isEqualTo(Task.CLASSIFICATION);
    assertThat(spec.getSource())
        .isEqualTo(
            new Source(
                "support-tickets",
                SourceFormat.JSON,
                "/ticket_id",
                "/customer_id",
                "/account",
                "/created_at",
                SourceStart.BEGINNING));
    assertThat(spec.getSchema$())
        .isEqualTo(new EventSchema(SchemaFormat.JSON_SCHEMA, TICKET_SCHEMA));
    assertThat(spec.getGovernance())
        .isEqualTo(
            new Governance(
                Map.of("/email", PiiAction.HASH, "/body", PiiAction.REDACT), 65536, 86_400_000L));
    assertThat(spec.getEnrich())
        .containsExactly(new Enrichment("customers", "/customer_id", "customer"));
    assertThat(spec.getPrompt())
        .isEqualTo(
            new PromptTemplate(
                "Classify the support ticket into exactly one label.",
                "{{body}}\ncustomer tier: {{customer.tier}}",
                List.of("billing", "bug", "account"),
                16,
                null,
                true,
                false));
    assertThat(spec.getModels())
        .isEqualTo(new Models("amazon.nova-micro-v1:0", List.of("amazon.nova-lite-v1:0"), null));
    assertThat(spec.getBatching()).isEqualTo(new Batching(16, 20L, BatchingMode.PACKED));
    assertThat(spec.getLanes()).isEqualTo(Map.of("interactive", 4.0, "bulk", 1.0));
    assertThat(spec.getBudgets())
        .containsExactly(
            new Budget(
                BudgetScope.TENANT,
                null,
                new BudgetPeriod(PeriodUnit.DAY, 1, "UTC"),
                new BigDecimal("5.000000000000"),
                BudgetAction.REFUSE,
                List.of(50, 80, 100),
                null,
                80,
                false));
    assertThat(spec.getDrift())
        .isEqualTo(
            new DriftWatch(
                300_000L,
                "training",
                Map.of("/body", FeatureType.TEXT, "/customer/tier", FeatureType.CATEGORY),
                0.01,
                null,
                null));
    assertThat(spec.getRetraining())
        .isEqualTo(
            new Retraining(
                List.of(RetrainingReason.DRIFT, RetrainingReason.QUALITY),
                null,
                3_600_000L,
                4,
                0.0,
                List.of(0.05, 0.25, 1.0),
                null,
                Approval.AUTOMATIC));
    assertThat(spec.getYaml()).isEqualTo(WHOLE);
  }

  @Test
  void readsThatAnswersComePieceByPiece() {
    String streaming = SMALLEST.replace("prompt:\n", "prompt:\n  stream: true\n");

    assertThat(valid(READER.readSupported(streaming)).getPrompt().getStream()).isTrue();
  }

  @Test
  void fillsInDefaults() {
    PipelineSpec spec = valid(READER.readSupported(SMALLEST));

    assertThat(spec.getSource()).isNull();
    assertThat(spec.getSchema$()).isNull();
    assertThat(spec.getGovernance()).isEqualTo(new Governance(Map.of(), 65536, 86_400_000L));
    assertThat(spec.getEnrich()).isEmpty();
    assertThat(spec.getPrompt())
        .isEqualTo(new PromptTemplate(null, "{{event}}", List.of(), null, null, true, false));
    assertThat(spec.getModels()).isEqualTo(new Models("amazon.nova-micro-v1:0", List.of(), null));
    assertThat(spec.getBatching()).isEqualTo(new Batching(1, 0L, BatchingMode.SINGLE));
    assertThat(spec.getLanes()).isEqualTo(Map.of("interactive", 4.0, "bulk", 1.0));
    assertThat(spec.getBudgets()).isEmpty();
    assertThat(spec.getDrift()).isNull();
    assertThat(spec.getRetraining()).isNull();
  }

  @Test
  void fillsInDefaultsWithinSections() {
    PipelineSpec spec =
        valid(
            READER.read(
                SMALLEST
                    + """
                    source: { topic: mine, format: cloudevents }
                    batching: { mode: packed }
                    lanes: { bulk: { weight: .5 } }
                    drift: { features: { /body: text } }
                    retraining: { on: [labels], minLabels: 500 }
                    """));

    assertThat(spec.getSource())
        .isEqualTo(
            new Source(
                "mine", SourceFormat.CLOUDEVENTS, "/id", null, null, null, SourceStart.BEGINNING));
    assertThat(spec.getBatching()).isEqualTo(new Batching(16, 20L, BatchingMode.PACKED));
    assertThat(spec.getLanes()).isEqualTo(Map.of("interactive", 4.0, "bulk", 0.5));
    assertThat(spec.getDrift())
        .isEqualTo(
            new DriftWatch(300_000L, "first", Map.of("/body", FeatureType.TEXT), 0.01, null, null));
    assertThat(spec.getRetraining())
        .isEqualTo(
            new Retraining(
                List.of(RetrainingReason.LABELS),
                500,
                3_600_000L,
                4,
                0.0,
                List.of(0.05, 0.25, 1.0),
                null,
                Approval.AUTOMATIC));
  }

  @Test
  void readsWhoIsAskedHowGoodAnswersAre() {
    PipelineSpec spec =
        valid(
            READER.readSupported(
                SMALLEST
                    + """
                    quality:
                      judge:
                        model: amazon.nova-pro-v1:0
                        dailyBudget: 1.00 USD
                        criteria: |
                          Says where the order is.
                          Is polite.
                    """));

    assertThat(spec.getQuality().getJudge())
        .isEqualTo(
            new Judge(
                "amazon.nova-pro-v1:0",
                0.05,
                new BigDecimal("1.000000000000"),
                "Says where the order is.\nIs polite.\n"));
  }

  @Test
  void readsWhatIsWatchedForDrift() {
    PipelineSpec spec =
        valid(
            READER.readSupported(
                SMALLEST
                    + """
                    drift:
                      window: 1h
                      slide: 5m
                      segments: { field: /tier, values: [gold, silver] }
                      falseAlarms: 2 per 30d
                    retraining: { on: [drift, quality], target: 0.9 }
                    """));

    assertThat(spec.getDrift())
        .isEqualTo(
            new DriftWatch(
                3_600_000L,
                "first",
                Map.of(),
                2.0 * 5 / (30 * 24 * 60),
                300_000L,
                new WatchedSegments("/tier", List.of("gold", "silver"))));
    assertThat(spec.getRetraining().getTarget()).isEqualTo(0.9);
  }

  @Test
  void readsHowPatientTheLaneBulkIs() {
    PipelineSpec spec =
        valid(
            READER.readSupported(
                SMALLEST
                    + """
                    lanes:
                      default: bulk
                      bulk: { weight: 2, deadline: 36h, jobs: { minRecords: 10, maxRecords: 20, maxWait: 5m } }
                    """));

    assertThat(spec.getDefaultLane()).isEqualTo(Lane.BULK);
    assertThat(spec.getBulk())
        .isEqualTo(new BulkLane(129_600_000L, new JobLimits(10, 20, 300_000L)));
    assertThat(spec.getLanes()).isEqualTo(Map.of("interactive", 4.0, "bulk", 2.0));
  }

  @Test
  void leavesOutJobsOfWhichNothingIsSaid() {
    PipelineSpec spec =
        valid(READER.readSupported(SMALLEST + "lanes: { bulk: { deadline: 2d } }\n"));
    PipelineSpec jobs = valid(READER.readSupported(SMALLEST + "lanes: { bulk: { jobs: {} } }\n"));
    PipelineSpec none = valid(READER.readSupported(SMALLEST));

    assertThat(spec.getBulk()).isEqualTo(new BulkLane(172_800_000L, null));
    assertThat(jobs.getBulk())
        .isEqualTo(new BulkLane(86_400_000L, new JobLimits(100, 5_000, 900_000L)));
    assertThat(none.getBulk()).isNull();
    assertThat(none.getDefaultLane()).isEqualTo(Lane.INTERACTIVE);
  }

  @Test
  void takesNullAsAbsent() {
    PipelineSpec spec =
        valid(
            READER.readSupported(
                SMALLEST + "source: null\ngovernance: ~\nbudgets:\nbatching: { mode: single }\n"));

    assertThat(spec).isEqualTo(withYaml(valid(READER.read(SMALLEST)), spec.getYaml()));
  }

  @Test
  void readsWhatWindowsWrites() {
    String yaml = "\uFEFF" + SMALLEST.replace("\n", "\r\n");

    assertThat(valid(READER.read(yaml)).getPipeline()).isEqualTo("notes");
    assertThat(problems(READER.read(yaml + "tusk: 1\r\n")))
        .containsExactly("line 8: tusk: is unknown; did you mean task?");
  }

  @Test
  void takesStarsInPathsOfPersonalDataAndPlacesBesideThem() {
    PipelineSpec spec =
        valid(
            READER.readSupported(
                SMALLEST
                    + mine("id: /a/id, key: /b")
                    + pii("\"/a/*/email\": hash, \"/*/c\": drop, /b/d: mask")));

    assertThat(spec.getGovernance().getPii())
        .isEqualTo(
            Map.of("/a/*/email", PiiAction.HASH, "/*/c", PiiAction.DROP, "/b/d", PiiAction.MASK));
  }

  @Test
  void knowsTheAttributesOfACloudEventFromItsData() {
    String source = "source: { topic: t, format: cloudevents, key: /subject }\n";

    valid(READER.readSupported(SMALLEST + source + pii("/id: hash, /subject: drop")));
  }

  @Test
  void readsEveryPieceOfASpecWithoutFailing() {
    int models = WHOLE.indexOf("models:");
    for (int end = 0; end < WHOLE.length(); end += 3) {
      SpecResult cut = READER.readSupported(WHOLE.substring(0, end));
      SpecResult holed = READER.read(WHOLE.substring(0, end) + WHOLE.substring(end + 1));

      assertThat(cut).isNotNull();
      if (end < models) {
        assertThat(cut).as("has nobody to answer").isInstanceOf(SpecResult.Invalid.class);
      }
      assertThat(holed).isNotNull();
    }
  }

  private static PipelineSpec withYaml(PipelineSpec spec, String yaml) {
    return PipelineSpec.newBuilder(spec).setYaml(yaml).build();
  }
}
