package dev.millrace.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.bedrock.batch.BatchConduct;
import dev.millrace.bedrock.batch.JobStatus;
import dev.millrace.bedrock.conduct.Conduct;
import dev.millrace.bedrock.conduct.Effect;
import dev.millrace.bedrock.conduct.FaultRule;
import dev.millrace.bedrock.conduct.Latency;
import dev.millrace.bedrock.conduct.QuotaLimits;
import dev.millrace.bedrock.model.OpenAiModel;
import dev.millrace.bedrock.model.PackedModel;
import dev.millrace.bedrock.model.ScriptedModel;
import dev.millrace.bedrock.s3.S3Settings;
import dev.millrace.bedrock.training.TrainingConduct;
import dev.millrace.platform.settings.SettingsException;
import dev.millrace.platform.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BedrockLocalSettingsTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void hasDefaults() {
    BedrockLocalSettings settings = read(Map.of());

    assertThat(settings)
        .isEqualTo(BedrockLocalSettings.of(8088, Path.of(".millrace/bedrock/invocations.jsonl")));
  }

  @Test
  void readsEveryKey() throws IOException {
    BedrockLocalSettings settings =
        read(
            Map.of(
                "bedrock.port", "0",
                "bedrock.invocations", "meter.jsonl",
                "bedrock.latency", "20ms",
                "bedrock.setup-file",
                    setup(
                        """
                        {
                          "models": {
                            "meta.": {"forward": {"address": "http://127.0.0.1:11434/v1", "model": "llama3.2"}},
                            "amazon.nova-pro": {"script": [{"words": "refund", "answer": "billing"}], "otherwise": "bug"}
                          },
                          "guardrails": {"nosecrets": {"words": ["password"], "message": "No."}}
                        }
                        """)));

    assertThat(settings.listener().port()).isZero();
    assertThat(settings.invocations()).isEqualTo(Path.of("meter.jsonl"));
    assertThat(settings.latency()).isEqualTo(Duration.ofMillis(20));
    assertThat(settings.models().get("meta.")).isInstanceOf(OpenAiModel.class);
    assertThat(settings.models().get("amazon.nova-pro"))
        .isEqualTo(
            new PackedModel(
                new ScriptedModel(List.of(new ScriptedModel.Rule("refund", "billing")), "bug")));
    assertThat(settings.guardrails()).containsOnlyKeys("nosecrets");
  }

  @Test
  void tellsEveryProblemOfTheSetupAtOnce() throws IOException {
    String file =
        setup(
            """
            {
              "models": {
                "a.": {},
                "b.": {"forward": {"address": "ftp://x", "model": 1}},
                "c.": {"script": [{"words": "x", "reply": "y"}], "otherwise": "z"}
              },
              "guardrails": {"g": {"words": [], "message": "No."}},
              "limits": {}
            }
            """);

    assertThatThrownBy(() -> read(Map.of("bedrock.setup-file", file)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("the file has an unknown member limits")
        .hasMessageContaining("models.a. has neither forward nor script")
        .hasMessageContaining("models.b..forward.model is not a text")
        .hasMessageContaining("models.b..forward.address is not an http or https address")
        .hasMessageContaining("models.c..script[0] has an unknown member reply")
        .hasMessageContaining("guardrails.g cannot be so: it blocks nothing");
  }

  @Test
  void readsHowModelsBehave() throws IOException {
    Files.writeString(folder.resolve("latencies.txt"), "12\n\n0.5\n");

    Conduct conduct =
        read(Map.of(
                "bedrock.setup-file",
                setup(
                    """
                        {
                          "seed": 7,
                          "models": {
                            "a.": {
                              "quota": {"tokensPerMinute": 100, "requestsPerMinute": 5, "outputBurndown": 3},
                              "maxTokens": 50,
                              "latency": {"median": "400ms", "sigma": 0.5, "perOutputToken": "5ms"},
                              "faults": [
                                {"effect": "error", "every": 10, "status": 503, "type": "T", "message": "M", "after": "1s"},
                                {"effect": "no-reply", "probability": 0.25},
                                {"effect": "cut-body", "text": "t", "share": 0.25},
                                {"effect": "stream-exception", "type": "T", "message": "M"},
                                {"effect": "wrong-json"},
                                {"effect": "half-answer"},
                                {"effect": "slow-bytes", "bytesPerSecond": 9},
                                {"effect": "stop-reason", "stopReason": "odd"},
                                {"effect": "missing-usage"}
                              ]
                            },
                            "b.": {"latency": {"trace": "latencies.txt"}},
                            "c.": {"latency": {"fixed": "5ms"}},
                            "d.": {"latency": {"p50": "1s", "p99": "1s"}}
                          }
                        }
                        """)))
            .conduct();

    assertThat(conduct.seed()).isEqualTo(7);
    assertThat(conduct.quotas().find("a.x"))
        .contains(new QuotaLimits(OptionalLong.of(100), OptionalLong.of(5), OptionalInt.of(3)));
    assertThat(conduct.quotas().find("b.x")).isEmpty();
    assertThat(conduct.maxTokens().find("a.x")).contains(50);
    assertThat(conduct.latencies().find("a.x"))
        .contains(
            new Latency(new Latency.Lognormal(Duration.ofMillis(400), 0.5), Duration.ofMillis(5)));
    assertThat(conduct.latencies().find("b.x").orElseThrow().distribution())
        .isEqualTo(new Latency.Recorded(List.of(Duration.ofMillis(12), Duration.ofNanos(500_000))));
    assertThat(conduct.latencies().find("c.x")).contains(Latency.fixed(Duration.ofMillis(5)));
    assertThat(conduct.latencies().find("d.x").orElseThrow().distribution())
        .isEqualTo(new Latency.Lognormal(Duration.ofSeconds(1), 0));
    List<FaultRule> faults = conduct.faults().find("a.x").orElseThrow();
    assertThat(faults)
        .extracting(FaultRule::effect)
        .containsExactly(
            new Effect.Refusal(503, "T", "M", Duration.ofSeconds(1)),
            new Effect.NoReply(Duration.ofMinutes(10)),
            new Effect.CutBody(0.25),
            new Effect.StreamException("T", "M", 0.5),
            new Effect.WrongJson(),
            new Effect.HalfAnswer(),
            new Effect.SlowBytes(9),
            new Effect.OtherStopReason("odd"),
            new Effect.MissingUsage());
    assertThat(faults.get(0).when().every()).hasValue(10);
    assertThat(faults.get(1).when().probability()).hasValue(0.25);
    assertThat(faults.get(2).when().text()).contains("t");
    assertThat(faults.get(4).when()).isEqualTo(FaultRule.Trigger.ALWAYS);
  }

  @Test
  void tellsEveryProblemOfAConductAtOnce() throws IOException {
    Files.writeString(folder.resolve("latencies.txt"), "12\n-1\n");
    String file =
        setup(
            """
            {
              "seed": "x",
              "models": {
                "a.": {"quota": {}, "maxTokens": 0, "latency": {"p50": "1s"}, "faults": [{"effect": "flood"}]},
                "b.": {"quota": {"tokensPerMinute": 0}, "latency": {"p50": "2s", "p99": "1s"}},
                "c.": {"quota": {"tokens": 1}, "latency": {"trace": "latencies.txt"}},
                "d.": {"latency": {"fixed": "soon"}, "otherwise": "x"},
                "e.": {"latency": {"trace": "none.txt"}},
                "f.": {"faults": [
                  {"effect": "error", "status": 200, "type": "T", "message": "M"},
                  {"effect": "wrong-json", "share": 0.5},
                  {"effect": "slow-bytes"},
                  {"effect": "wrong-json", "every": 0},
                  {"effect": "wrong-json", "probability": 2}
                ]}
              }
            }
            """);

    assertThatThrownBy(() -> read(Map.of("bedrock.setup-file", file)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("seed is not a whole number")
        .hasMessageContaining("models.a..quota limits nothing")
        .hasMessageContaining("models.a..maxTokens is less than 1")
        .hasMessageContaining("models.a..latency has [p50], expected one of fixed")
        .hasMessageContaining("models.a..faults[0].effect is flood, expected one of [cut-body")
        .hasMessageContaining("models.b..quota cannot be so: tokens a minute: 0")
        .hasMessageContaining("models.b..latency cannot be so: p99 of the latency is less")
        .hasMessageContaining("models.c..quota has an unknown member tokens")
        .hasMessageContaining("models.c..latency.trace is no trace: every line of")
        .hasMessageContaining("models.d..latency.fixed is not a duration")
        .hasMessageContaining("models.d. has otherwise, but no script")
        .hasMessageContaining("models.e..latency.trace cannot be read")
        .hasMessageContaining("models.f..faults[0] cannot be so: this effect needs a status")
        .hasMessageContaining("models.f..faults[1] has an unknown member share")
        .hasMessageContaining(
            "models.f..faults[2] cannot be so: this effect needs at least one byte")
        .hasMessageContaining("models.f..faults[3] cannot be so: every is 0")
        .hasMessageContaining("models.f..faults[4] cannot be so: probability is 2.0");
  }

  @Test
  void readsHowBatchJobsBehave() throws IOException {
    BatchConduct batch =
        read(Map.of(
                "bedrock.setup-file",
                setup(
                    """
                    {
                      "seed": 7,
                      "batch": {
                        "minRecords": 3,
                        "maxRecords": 9,
                        "jobsPerModel": 2,
                        "queueing": "2s",
                        "recordsPerSecond": 200,
                        "errors": {"share": 0.1, "code": 503, "message": "Busy."},
                        "faults": [
                          {"effect": "fail", "name": "a", "message": "Gone."},
                          {"effect": "fail", "name": "b", "message": "Gone.", "share": 0.25},
                          {"effect": "expire", "name": "c"},
                          {"effect": "time-out", "name": "d"}
                        ]
                      }
                    }
                    """)))
            .batch();

    assertThat(batch)
        .isEqualTo(
            new BatchConduct(
                7,
                new BatchConduct.Limits(3, 9, 2),
                Duration.ofSeconds(2),
                OptionalInt.of(200),
                Optional.of(new BatchConduct.RecordErrors(0.1, 503, "Busy.")),
                List.of(
                    new BatchConduct.JobFault("a", JobStatus.FAILED, 0, "Gone."),
                    new BatchConduct.JobFault("b", JobStatus.FAILED, 0.25, "Gone."),
                    new BatchConduct.JobFault("c", JobStatus.EXPIRED, 0, ""),
                    new BatchConduct.JobFault("d", JobStatus.PARTIALLY_COMPLETED, 0.5, ""))));
    assertThat(read(Map.of("bedrock.setup-file", setup("{\"seed\": 8}"))).batch())
        .isEqualTo(BatchConduct.USUAL.seeded(8));
  }

  @Test
  void readsHowModelCustomizationBehaves() throws IOException {
    TrainingConduct training =
        read(Map.of(
                "bedrock.setup-file",
                setup(
                    """
                    {
                      "seed": 7,
                      "training": {
                        "takes": "2s",
                        "deploying": "1s",
                        "minRecords": 1,
                        "maxRecords": 9,
                        "faults": [
                          {"effect": "fail", "name": "a", "message": "Gone."},
                          {"effect": "throttle", "name": "b"},
                          {"effect": "throttle", "name": "c", "times": 3}
                        ]
                      }
                    }
                    """)))
            .training();

    assertThat(training)
        .isEqualTo(
            new TrainingConduct(
                7,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                new TrainingConduct.Limits(1, 9),
                List.of(
                    new TrainingConduct.Fault.Failure("a", "Gone."),
                    new TrainingConduct.Fault.Throttling("b", 1),
                    new TrainingConduct.Fault.Throttling("c", 3))));
  }

  @Test
  void tellsEveryProblemOfModelCustomizationAtOnce() throws IOException {
    String file =
        setup(
            """
            {"training": {
              "takes": 2,
              "deploying": "-1s",
              "minRecords": 0,
              "speed": 1,
              "faults": [
                {"effect": "expire", "name": "a"},
                {"effect": "fail", "name": ""},
                {"effect": "throttle", "name": "a", "times": 0}
              ]
            }}
            """);

    assertThatThrownBy(() -> read(Map.of("bedrock.setup-file", file)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("training has an unknown member speed")
        .hasMessageContaining("training.takes is not a duration")
        .hasMessageContaining("training cannot be so: minRecords is less than 1")
        .hasMessageContaining(
            "training.faults[0].effect is expire, expected one of [fail, throttle]")
        .hasMessageContaining("training.faults[1].message is not a text")
        .hasMessageContaining("training.faults[1] cannot be so: name is empty")
        .hasMessageContaining("training.faults[2] cannot be so: times is less than 1");
  }

  @Test
  void tellsEveryProblemOfBatchJobsAtOnce() throws IOException {
    String file =
        setup(
            """
            {"batch": {
              "minRecords": 0,
              "queueing": 5,
              "recordsPerSecond": 0,
              "speed": 1,
              "errors": {"share": 2, "message": "m"},
              "faults": [
                {"effect": "burn", "name": "a"},
                {"effect": "fail", "name": "a"},
                {"effect": "expire", "name": "", "share": 0.5},
                {"effect": "time-out", "name": "a", "share": 1}
              ]
            }}
            """);

    assertThatThrownBy(() -> read(Map.of("bedrock.setup-file", file)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("batch has an unknown member speed")
        .hasMessageContaining("batch cannot be so: minRecords is less than 1")
        .hasMessageContaining("batch.queueing is not a duration")
        .hasMessageContaining("batch cannot be so: recordsPerSecond is less than 1")
        .hasMessageContaining("batch.errors cannot be so: share is not from 0 to 1")
        .hasMessageContaining(
            "batch.faults[0].effect is burn, expected one of [expire, fail, time-out]")
        .hasMessageContaining("batch.faults[1].message is not a text")
        .hasMessageContaining("batch.faults[2] has an unknown member share")
        .hasMessageContaining("batch.faults[2] cannot be so: name is empty")
        .hasMessageContaining("batch.faults[3] cannot be so: share is not from 0 to less than 1");
  }

  @Test
  void listensForS3BesideItsOwnPort() {
    assertThat(read(Map.of()).s3()).isEqualTo(S3Settings.loopback(8089, List.of()));
    assertThat(read(Map.of("bedrock.port", "9000")).s3().listener().port()).isEqualTo(9001);
    assertThat(read(Map.of("bedrock.port", "0")).s3().listener().port()).isZero();
    assertThat(read(Map.of("bedrock.s3.port", "7000", "bedrock.s3.buckets", "one, two")).s3())
        .isEqualTo(S3Settings.loopback(7000, List.of("one", "two")));
    assertThatThrownBy(() -> read(Map.of("bedrock.s3.buckets", "No_Bucket")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("bedrock.s3.buckets: No_Bucket is no name of a bucket");
  }

  @Test
  void tellsThatTheSetupIsNotThere() {
    assertThatThrownBy(() -> read(Map.of("bedrock.setup-file", folder.resolve("none").toString())))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("cannot be read");
  }

  private String setup(String json) throws IOException {
    return Files.writeString(folder.resolve("setup.json"), json).toString();
  }

  private static BedrockLocalSettings read(Map<String, String> values) {
    SettingsReader reader = SettingsReader.of(values);
    BedrockLocalSettings settings = BedrockLocalSettings.from(reader);
    reader.finish();
    return settings;
  }
}
