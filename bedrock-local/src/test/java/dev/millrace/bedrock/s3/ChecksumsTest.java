package dev.millrace.bedrock.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By the check values that the algorithms' descriptions give for the text 123456789. */
class ChecksumsTest {

  @ParameterizedTest
  @CsvSource({
    "crc32, y/Q5Jg==",
    "crc32c, 4waSgw==",
    "crc64nvme, rosUhgp5mIg=",
    "sha1, 98O8HYCOBHMq32eZZczDTKeuNEE=",
    "sha256, FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="
  })
  void computesThemOverAllPieces(String algorithm, String expected) {
    List<ByteBuffer> pieces =
        List.of(
            ByteBuffer.wrap("x1234".getBytes(US_ASCII), 1, 4),
            ByteBuffer.wrap("56789".getBytes(US_ASCII)));

    assertThat(Checksums.of(algorithm, pieces)).isEqualTo(expected);
  }
}
