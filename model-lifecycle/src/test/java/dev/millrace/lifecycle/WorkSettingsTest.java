package dev.millrace.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.lifecycle.dataset.DatasetTerms;
import dev.millrace.lifecycle.domain.dataset.Examples.Limit;
import dev.millrace.lifecycle.training.SageMakerTraining.Machine;
import dev.millrace.lifecycle.work.DatasetState.Need;
import dev.millrace.platform.settings.SettingsException;
import dev.millrace.platform.settings.SettingsReader;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WorkSettingsTest {

  private static final Map<String, String> NEEDED =
      Map.of("lifecycle.bucket", "models", "lifecycle.role-arn", "arn:role");

  @Test
  void hasDefaults() {
    WorkSettings settings = read(NEEDED);

    assertThat(settings.bucket()).isEqualTo("models");
    assertThat(settings.prefix()).isEqualTo("millrace/lifecycle");
    assertThat(settings.s3()).isEmpty();
    assertThat(settings.control()).isEmpty();
    assertThat(settings.lookback()).isEqualTo(Duration.ofDays(30));
    assertThat(settings.dataset()).isEqualTo(DatasetTerms.USUAL);
    assertThat(settings.trainer()).isEqualTo(new WorkSettings.Trainer.Bedrock(Map.of()));
    assertThat(settings.hyperParameters()).isEmpty();
    assertThat(settings.evaluation().atOnce()).isEqualTo(8);
    assertThat(settings.evaluation().longest()).isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void readsEveryKey() {
    Map<String, String> given = new TreeMap<>(NEEDED);
    given.put("lifecycle.prefix", "p");
    given.put("aws.s3.endpoint", "http://127.0.0.1:1");
    given.put("aws.bedrock.control-endpoint", "http://127.0.0.1:2");
    given.put("lifecycle.dataset.lookback", "7d");
    given.put("lifecycle.dataset.holdout-percent", "30");
    given.put("lifecycle.dataset.most-training", "1000");
    given.put("lifecycle.dataset.most-holdout", "500");
    given.put("lifecycle.dataset.least-training", "40");
    given.put("lifecycle.dataset.least-holdout", "30");
    given.put("lifecycle.training.with", "sagemaker");
    given.put("lifecycle.training.base-models", "a=b, c=d");
    given.put("lifecycle.training.hyper-parameters", "epochCount=2");
    given.put("lifecycle.training.sagemaker.image", "ecr/image");
    given.put("lifecycle.training.sagemaker.machine", "ml.trn1.32xlarge");
    given.put("lifecycle.training.sagemaker.machines", "2");
    given.put("lifecycle.training.sagemaker.volume-gigabytes", "500");
    given.put("lifecycle.training.sagemaker.longest", "2h");
    given.put("aws.sagemaker.endpoint", "http://127.0.0.1:3");
    given.put("lifecycle.evaluation.calls", "4");
    given.put("lifecycle.evaluation.longest", "5m");
    WorkSettings settings = read(given);

    assertThat(settings.prefix()).isEqualTo("p");
    assertThat(settings.s3()).contains(URI.create("http://127.0.0.1:1"));
    assertThat(settings.control()).contains(URI.create("http://127.0.0.1:2"));
    assertThat(settings.lookback()).isEqualTo(Duration.ofDays(7));
    assertThat(settings.dataset())
        .isEqualTo(
            new DatasetTerms(
                0.3,
                new Limit(1000, DatasetTerms.USUAL.training().bytes()),
                new Limit(500, DatasetTerms.USUAL.holdout().bytes()),
                DatasetTerms.USUAL.labels(),
                new Need(40, 30, 2)));
    assertThat(settings.trainer())
        .isEqualTo(
            new WorkSettings.Trainer.SageMaker(
                Optional.of(URI.create("http://127.0.0.1:3")),
                "ecr/image",
                new Machine("ml.trn1.32xlarge", 2, 500),
                Duration.ofHours(2)));
    assertThat(settings.hyperParameters()).isEqualTo(Map.of("epochCount", "2"));
    assertThat(settings.evaluation().atOnce()).isEqualTo(4);
    assertThat(settings.evaluation().longest()).isEqualTo(Duration.ofMinutes(5));
    given.remove("lifecycle.training.with");
    assertThat(read(given).trainer())
        .isEqualTo(new WorkSettings.Trainer.Bedrock(Map.of("a", "b", "c", "d")));
  }

  @Test
  void tellsEverythingThatIsWrong() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "lifecycle.training.with", "sagemaker",
                        "lifecycle.training.hyper-parameters", "epochCount",
                        "lifecycle.dataset.holdout-percent", "0")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("lifecycle.bucket")
        .hasMessageContaining("lifecycle.role-arn")
        .hasMessageContaining("lifecycle.training.sagemaker.image is missing")
        .hasMessageContaining("lifecycle.training.hyper-parameters is expected as name=value")
        .hasMessageContaining("lifecycle.dataset.holdout-percent");
  }

  private static WorkSettings read(Map<String, String> given) {
    SettingsReader reader = SettingsReader.of(given);
    WorkSettings settings = WorkSettings.from(reader);
    reader.finish();
    return settings;
  }
}
