package dev.millrace.ingestion.domain.cloudevent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingestion.domain.cloudevent.CloudEvent.Reading;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventTest {

  private static final Map<String, String> HEADERS =
      Map.of("specversion", "1.0", "id", "a-1", "source", "/shop", "type", "order");

  private static final byte[] BYTES = {1, 2, 3};

  @Test
  void isReadWithItsAttributesAndItsData() {
    CloudEvent event =
        read(
            CloudEvent.structured(
                bytes(
                    "{'specversion':'1.0','id':'a-1','source':'/shop','type':'order',"
                        + "'time':'2026-11-27T10:00:00Z','partitionkey':'customer-7',"
                        + "'tier':'gold','subject':null,'data':{'total': 12}}")));

    assertThat(event.id()).isEqualTo("a-1");
    assertThat(event.time()).contains(Instant.parse("2026-11-27T10:00:00Z"));
    assertThat(event.partitionKey()).contains("customer-7");
    assertThat(event.extension("tier")).contains("gold");
    assertThat(event.extension("subject")).as("null is absent").isEmpty();
    assertThat(event.attributes()).doesNotContainKeys("data", "subject");
    assertThat(event.dataType()).isEqualTo("application/json");
    assertThat(new String(event.data(), UTF_8)).isEqualTo("{\"total\": 12}");
  }

  @Test
  void carriesBytesAsBase64() {
    assertThat(read(CloudEvent.structured(with("'data_base64':'AQID'"))).data()).isEqualTo(BYTES);
    assertThat(wrong(CloudEvent.structured(with("'data_base64':'A-D'"))))
        .isEqualTo("the CloudEvent's data_base64 is not base64");
  }

  @Test
  void isTakenFromHeadersWithTheTypeOfTheMessage() {
    Map<String, String> headers = new HashMap<>(HEADERS);
    headers.put("datacontenttype", "text/html");

    CloudEvent event = read(CloudEvent.binary(headers, Optional.of("text/plain"), BYTES));

    assertThat(event.data()).isEqualTo(BYTES);
    assertThat(event.dataType()).as("a header of that name is none").isEqualTo("text/plain");
    assertThat(read(CloudEvent.binary(headers, Optional.empty(), BYTES)).dataType())
        .isEqualTo("application/json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'data':1,'specversion':'0.3'  | specversion is not 1.0",
        "'data':1,'specversion':1.0    | specversion is not 1.0",
        "'data':1,'id':''              | has no id",
        "'data':1,'id':7               | has no id",
        "'data':1,'source':null        | has no source",
        "'data':1,'type':''            | has no type",
        "'data':1,'time':7             | time is not a string",
        "'data':1,'partitionkey':7     | partitionkey is not a string",
        "'data':1,'datacontenttype':{} | datacontenttype is not a string",
        "'data':1,'time':'yesterday'   | time is not in RFC 3339",
        "'subject':'none'              | has no data"
      })
  void isRefusedWithWhatIsWrong(String members, String expected) {
    assertThat(wrong(CloudEvent.structured(with(members))))
        .contains("CloudEvent")
        .contains(expected);
  }

  @Test
  void isAnObjectOfStrictJson() {
    assertThat(wrong(CloudEvent.structured(bytes("['a']"))))
        .isEqualTo("a CloudEvent is a JSON object");
    assertThat(CloudEvent.structured(bytes("{'id':}")))
        .isInstanceOfSatisfying(
            Reading.Bad.class,
            bad -> {
              assertThat(bad.cause()).hasToString("MALFORMED_JSON");
              assertThat(bad.detail()).startsWith("the CloudEvent is not strict JSON: ");
            });
  }

  private static CloudEvent read(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.Read.class);
    return ((Reading.Read) reading).event();
  }

  private static String wrong(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.Bad.class);
    return ((Reading.Bad) reading).detail();
  }

  /** A whole one but for these members. */
  private static byte[] with(String members) {
    StringBuilder text = new StringBuilder("{").append(members);
    HEADERS.forEach(
        (name, value) -> {
          if (!members.contains("'" + name + "'")) {
            text.append(",'").append(name).append("':'").append(value).append("'");
          }
        });
    return bytes(text.append('}').toString());
  }

  private static byte[] bytes(String text) {
    return text.replace('\'', '"').getBytes(UTF_8);
  }
}
