package dev.millrace.local.iam;

import static dev.millrace.local.iam.IamPipelines.LABELS;
import static dev.millrace.local.iam.IamPipelines.LEARNED;
import static dev.millrace.local.iam.IamPipelines.OWN;
import static dev.millrace.local.iam.IamPipelines.TOLD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.local.client.RunningFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Events, labels and questions as callers of the gateway and the console send them. */
final class IamTraffic {

  static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final List<String> STRANGE = List.of("zorp", "quix", "blam", "fnord");

  private final Random random;
  private final HttpClient http = HttpClient.newHttpClient();
  private int sent;

  IamTraffic(int seed) {
    this.random = new Random(seed);
  }

  /** To the producer's own topic; the last value is none. */
  static void sendToOwnTopic(IamCluster cluster) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            cluster.as(IamCluster.TENANT).properties("tenant"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String value :
          List.of(
              "{\"no\":1,\"text\":\"billing\"}", "{\"no\":2,\"text\":\"defect\"}", "{\"no\":")) {
        producer.send(new ProducerRecord<>(OWN, null, value.getBytes(UTF_8))).get();
      }
    }
  }

  /** Through the gateway, which may do little else. */
  void send(RunningFactory factory, int events) throws Exception {
    StringBuilder batch = new StringBuilder("[");
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < events; i++) {
      int label = random.nextInt(LABELS.size());
      String id = "e" + sent++;
      batch
          .append(i == 0 ? "" : ",")
          .append("{\"specversion\":\"1.0\",\"type\":\"ticket\",\"source\":\"/test\",\"id\":\"")
          .append(id)
          .append("\",\"datacontenttype\":\"application/json\",\"data\":")
          .append(text(label))
          .append("}");
      labels
          .append("{\"eventId\":\"")
          .append(id)
          .append("\",\"label\":\"")
          .append(LABELS.get(label))
          .append("\"}\n");
    }
    assertThat(
            post(
                factory,
                "/v1/pipelines/" + LEARNED + "/events",
                "application/cloudevents-batch+json",
                batch.append("]").toString()))
        .isEqualTo(202);
    assertThat(
            post(
                factory,
                "/v1/pipelines/" + LEARNED + "/feedback",
                "application/x-ndjson",
                labels.toString()))
        .isEqualTo(202);
  }

  void ask(RunningFactory factory) throws Exception {
    String event = "{\"text\":\"what is the weather like\"}";
    for (int i = 0; i < 3; i++) {
      assertThat(
              post(
                  factory,
                  "/v1/pipelines/" + TOLD + "/events?wait=60s&id=t" + i,
                  "application/json",
                  event))
          .isEqualTo(200);
    }
    for (String path : List.of("costs", "drift", "models", "budgets")) {
      HttpResponse<String> reply = get(factory.address().gateway(), "/v1/" + path);
      assertThat(reply.statusCode()).as(path + reply.body()).isEqualTo(200);
    }
  }

  /** The status of an answer of the gateway. */
  int post(RunningFactory factory, String path, String type, String body) throws Exception {
    return post(factory.address().gateway(), path, type, body).statusCode();
  }

  HttpResponse<String> post(URI server, String path, String type, String body) throws Exception {
    return http.send(
        request(server, path)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  HttpResponse<String> get(URI server, String path) throws Exception {
    return http.send(request(server, path).build(), BodyHandlers.ofString());
  }

  private String text(int label) {
    String filler =
        String.join(
            " ", IntStream.range(0, 4).mapToObj(i -> "w" + random.nextInt(100_000)).toList());
    return "{\"customer\":\"c1\",\"text\":\"" + filler + " " + STRANGE.get(label) + " please\"}";
  }

  private static HttpRequest.Builder request(URI server, String path) {
    return HttpRequest.newBuilder(URI.create(server + path))
        .header("Authorization", "Bearer " + GuardedFactory.KEY)
        .timeout(PATIENCE);
  }
}
