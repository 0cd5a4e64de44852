package dev.millrace.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guardrails as they are declared in the setup file. */
class GuardrailsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String SETUP =
      """
      {
        "models": {"leaky": {"script": [], "otherwise": "Call ticket T-123456"}},
        "guardrails": {
          "strict": {
            "words": ["Password"],
            "regexes": [{"name": "ticket", "pattern": "T-\\\\d{6}"}],
            "pii": ["EMAIL", "CREDIT_DEBIT_CARD_NUMBER", "US_SOCIAL_SECURITY_NUMBER", "IP_ADDRESS",
                    "INTERNATIONAL_BANK_ACCOUNT_NUMBER", "AWS_ACCESS_KEY", "URL", "PHONE"],
            "message": "Not this question.",
            "outputMessage": "Not this answer.",
            "versions": ["3"]
          },
          "words": {"words": ["password"], "message": "No."}
        }
      }
      """;

  @TempDir private static Path folder = Path.of("");
  private static LocalEndpoint endpoint;

  @BeforeAll
  static void start() throws Exception {
    endpoint = LocalEndpoint.start(folder, SETUP);
  }

  @AfterAll
  static void stop() {
    endpoint.close();
  }

  @Test
  void reportsWhatItFoundByPolicy() throws Exception {
    JsonNode reply =
        LocalEndpoint.json(
            apply("strict", "3", "INPUT", "my PASSWORD for T-654321 is at ada@example.com"));

    assertThat(reply)
        .isEqualTo(
            JSON.readTree(
                """
                {"usage": {"topicPolicyUnits": 0, "contentPolicyUnits": 0, "wordPolicyUnits": 1,
                           "sensitiveInformationPolicyUnits": 1,
                           "sensitiveInformationPolicyFreeUnits": 1,
                           "contextualGroundingPolicyUnits": 0},
                 "action": "GUARDRAIL_INTERVENED",
                 "actionReason": "Guardrail blocked.",
                 "outputs": [{"text": "Not this question."}],
                 "assessments": [{
                   "wordPolicy": {
                     "customWords": [{"match": "password", "action": "BLOCKED", "detected": true}],
                     "managedWordLists": []},
                   "sensitiveInformationPolicy": {
                     "piiEntities": [{"match": "ada@example.com", "action": "BLOCKED",
                                      "detected": true, "type": "EMAIL"}],
                     "regexes": [{"match": "T-654321", "action": "BLOCKED", "detected": true,
                                  "name": "ticket", "regex": "T-\\\\d{6}"}]}}],
                 "guardrailCoverage": {"textCharacters": {"guarded": 46, "total": 46}}}
                """));
  }

  @Test
  void letsPassWhatHoldsNothingOfIt() throws Exception {
    JsonNode reply = LocalEndpoint.json(apply("strict", "3", "OUTPUT", "How do I pay?"));

    assertThat(reply.path("action").asText()).isEqualTo("NONE");
    assertThat(reply.path("outputs")).isEmpty();
    assertThat(reply.path("assessments")).isEmpty();
  }

  @Test
  void countsAUnitForEachThousandCharacters() throws Exception {
    JsonNode usage =
        LocalEndpoint.json(apply("words", "1", "INPUT", "x".repeat(1001))).path("usage");

    assertThat(usage.path("wordPolicyUnits").asInt()).isEqualTo(2);
    assertThat(usage.path("sensitiveInformationPolicyUnits").asInt()).isZero();
  }

  @Test
  void saysSomethingElseInPlaceOfAnswers() throws Exception {
    JsonNode output = LocalEndpoint.json(apply("strict", "3", "OUTPUT", "password"));

    assertThat(output.at("/outputs/0/text").asText()).isEqualTo("Not this answer.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "EMAIL; write to a.b+c@mail.example.co.uk soon",
        "CREDIT_DEBIT_CARD_NUMBER; 4111 1111 1111 1111",
        "US_SOCIAL_SECURITY_NUMBER; 123-45-6789",
        "IP_ADDRESS; from 192.168.0.254.",
        "INTERNATIONAL_BANK_ACCOUNT_NUMBER; DE89 3704 0044 0532 0130 00",
        "AWS_ACCESS_KEY; AKIAIOSFODNN7EXAMPLE",
        "URL; see https://example.com/a?b=c",
        "PHONE; call +49 30 1234 5678"
      })
  void findsPersonalData(String kind, String text) throws Exception {
    JsonNode reply = LocalEndpoint.json(apply("strict", "3", "INPUT", text));

    assertThat(
            reply
                .at("/assessments/0/sensitiveInformationPolicy/piiEntities")
                .findValuesAsText("type"))
        .contains(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"4111 1111 1111 1112", "version 1.2.3", "a@b", "300.1.1.1"})
  void doesNotTakeOtherThingsForPersonalData(String text) throws Exception {
    JsonNode entities =
        LocalEndpoint.json(apply("strict", "3", "INPUT", text))
            .at("/assessments/0/sensitiveInformationPolicy/piiEntities");

    assertThat(entities.findValuesAsText("type"))
        .doesNotContain("CREDIT_DEBIT_CARD_NUMBER", "EMAIL", "IP_ADDRESS");
  }

  @Test
  void looksAtAllMessagesOfAConversation() throws Exception {
    JsonNode reply =
        LocalEndpoint.json(
            converse(
                "amazon.nova-micro-v1:0",
                """
                {"role":"user","content":[{"text":"my password"}]},
                {"role":"assistant","content":[{"text":"yes?"}]},
                {"role":"user","content":[{"text":"go on"}]}
                """,
                "words",
                "1"));

    assertThat(reply.path("stopReason").asText()).isEqualTo("guardrail_intervened");
    assertThat(reply.at("/output/message/content/0/text").asText()).isEqualTo("No.");
    assertThat(reply.at("/usage/totalTokens").asInt()).isZero();
  }

  @Test
  void stopsAnAnswerThatIsPaidFor() throws Exception {
    JsonNode reply =
        LocalEndpoint.json(
            converse(
                "leaky.model",
                "{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}",
                "strict",
                "3"));

    assertThat(reply.path("stopReason").asText()).isEqualTo("guardrail_intervened");
    assertThat(reply.at("/output/message/content/0/text").asText()).isEqualTo("Not this answer.");
    assertThat(reply.at("/usage/outputTokens").asInt()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"none, 1", "words, 2", "strict, 1"})
  void doesNotKnowOthers(String id, String version) throws Exception {
    String message = "The guardrail identifier or version provided in the request does not exist.";

    expect(apply(id, version, "INPUT", "x"), 404, "ResourceNotFoundException", message);
    expect(
        converse(
            "amazon.nova-micro-v1:0",
            "{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}",
            id,
            version),
        400,
        "ValidationException",
        message);
  }

  @Test
  void isFoundByItsArnAsWell() throws Exception {
    String arn = "arn:aws:bedrock:us-east-1:123456789012:guardrail/words";

    JsonNode reply =
        LocalEndpoint.json(
            converse(
                "amazon.nova-micro-v1:0",
                "{\"role\":\"user\",\"content\":[{\"text\":\"password\"}]}",
                arn,
                "DRAFT"));
    JsonNode applied =
        LocalEndpoint.json(
            apply(
                "arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aguardrail%2Fwords",
                "1", "INPUT", "x"));

    assertThat(reply.path("stopReason").asText()).isEqualTo("guardrail_intervened");
    assertThat(applied.path("action").asText()).isEqualTo("NONE");
  }

  @Test
  void wantsAVersion() throws Exception {
    expect(
        endpoint.post(
            "/model/amazon.nova-micro-v1%3A0/converse",
            """
            {"messages":[{"role":"user","content":[{"text":"hi"}]}],
             "guardrailConfig":{"guardrailIdentifier":"words"}}
            """),
        400,
        "ValidationException",
        "1 validation error detected: guardrailIdentifier and guardrailVersion must be given"
            + " together.");
  }

  private static HttpResponse<byte[]> apply(String id, String version, String source, String text)
      throws Exception {
    return endpoint.post(
        "/guardrail/" + id + "/version/" + version + "/apply",
        "{\"source\":\"" + source + "\",\"content\":[{\"text\":{\"text\":\"" + text + "\"}}]}");
  }

  private static HttpResponse<byte[]> converse(
      String model, String messages, String guardrail, String version) throws Exception {
    return endpoint.post(
        "/model/" + model.replace(":", "%3A") + "/converse",
        """
        {"messages":[MESSAGES],
         "guardrailConfig":{"guardrailIdentifier":"ID","guardrailVersion":"VERSION"}}
        """
            .replace("MESSAGES", messages)
            .replace("ID", guardrail)
            .replace("VERSION", version));
  }

  private static void expect(HttpResponse<byte[]> reply, int status, String type, String message)
      throws Exception {
    assertThat(reply.statusCode()).isEqualTo(status);
    assertThat(reply.headers().firstValue("x-amzn-errortype")).contains(type);
    assertThat(LocalEndpoint.json(reply).path("message").asText()).isEqualTo(message);
  }
}
