package dev.millrace.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InferenceJobTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void keepsEverythingFromTheModelOnInOneChain(int parallelism) {
    JobGraph graph = graph(parallelism).getJobGraph();

    assertThat(graph.getVertices())
        .extracting(JobVertex::getName)
        .satisfiesExactlyInAnyOrder(
            name -> assertThat(name).contains("read-requests"),
            name ->
                assertThat(name)
                    .startsWith("ask-model")
                    .contains("write-predictions")
                    .contains("write-dead-letters"));
  }

  @Test
  void givesEveryOperatorAnIdentity() {
    assertThat(graph(1).getStreamNodes())
        .allSatisfy(
            node -> assertThat(node.getTransformationUID()).as(node.getOperatorName()).isNotNull());
  }

  private static StreamGraph graph(int parallelism) {
    StreamExecutionEnvironment environment = new StreamExecutionEnvironment(new Configuration());
    environment.setParallelism(parallelism);
    InferenceJob.define(
        environment, new GivenSettings(Map.of("kafka.bootstrap", "127.0.0.1:1")), new QuietStop());
    return environment.getStreamGraph();
  }
}
