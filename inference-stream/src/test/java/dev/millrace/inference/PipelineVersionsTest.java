package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.record.ModelState;
import dev.millrace.record.ModelVersion;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineVersionsTest {

  private final Map<String, List<ModelVersion>> topic = new HashMap<>();
  private long changes;
  private int gathered;

  private final PipelineVersions versions =
      new PipelineVersions(
          () -> changes,
          pipeline -> {
            gathered++;
            return topic.getOrDefault(pipeline, List.of());
          });

  @Test
  void gathersThemOnceForAllRequests() {
    write("tickets", 1);

    assertThat(versions.of("tickets")).extracting(ModelVersion::getVersion).containsExactly(1);
    assertThat(versions.of("tickets")).extracting(ModelVersion::getVersion).containsExactly(1);
    assertThat(gathered).isEqualTo(1);
  }

  @Test
  void seesEveryChange() {
    write("tickets", 1);
    List<ModelVersion> before = versions.of("tickets");
    write("tickets", 2);

    assertThat(before).extracting(ModelVersion::getVersion).containsExactly(1);
    assertThat(versions.of("tickets")).extracting(ModelVersion::getVersion).containsExactly(2);
  }

  @Test
  void seesAChangeThatComesWhileItReads() {
    write("tickets", 1);
    PipelineVersions reading =
        new PipelineVersions(
            () -> changes,
            pipeline -> {
              List<ModelVersion> read = topic.get(pipeline);
              if (changes == 1) {
                write(pipeline, 2);
              }
              return read;
            });

    assertThat(reading.of("tickets")).extracting(ModelVersion::getVersion).containsExactly(1);
    assertThat(reading.of("tickets")).extracting(ModelVersion::getVersion).containsExactly(2);
  }

  @Test
  void remembersNoPipelineWithoutAny() {
    List<ModelVersion> unused = versions.of("tickets");
    topic.put("tickets", List.of(version("tickets", 1)));

    assertThat(versions.of("tickets")).as("though no change was counted yet").hasSize(1);
  }

  @Test
  void forgetsAPipelineWhoseVersionsAreGone() {
    write("tickets", 1);
    List<ModelVersion> unused = versions.of("tickets");
    topic.clear();
    changes++;

    assertThat(versions.of("tickets")).isEmpty();
  }

  private void write(String pipeline, int version) {
    topic.put(pipeline, List.of(version(pipeline, version)));
    changes++;
  }

  private static ModelVersion version(String pipeline, int version) {
    return ModelVersion.newBuilder()
        .setPipeline(pipeline)
        .setVersion(version)
        .setState(ModelState.CHAMPION)
        .setModelId("model-" + version)
        .setShare(1.0)
        .setReason("applied")
        .setChangedBy("test")
        .setChangedAt(Instant.EPOCH)
        .build();
  }
}
