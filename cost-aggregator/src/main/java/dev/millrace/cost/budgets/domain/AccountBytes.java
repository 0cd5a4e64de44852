package dev.millrace.cost.budgets.domain;

import dev.millrace.record.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An account as the bytes that a store keeps: the same account, the same bytes.
 *
 * <p><i>Failure</i>: {@link IllegalArgumentException} where bytes are none of this version.
 */
public final class AccountBytes {

  private static final int VERSION = 1;

  /** An hour before which nothing was is none. */
  private static final long NONE = Long.MIN_VALUE;

  private AccountBytes() {}

  /** The bytes of an account. */
  public static byte[] write(Account account) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(account.usualLength.toSeconds());
      out.writeLong(account.firstHour.orElse(NONE));
      out.writeLong(account.judgedHour.orElse(NONE));
      out.writeInt(account.toldDigest);
      writeBuckets(out, account.recent);
      writeBuckets(out, account.hours);
      out.writeInt(account.windows.size());
      for (Map.Entry<Instant, Spent> window : account.windows.entrySet()) {
        out.writeLong(window.getKey().toEpochMilli());
        writeSpent(out, window.getValue());
      }
      out.writeInt(account.open.size());
      for (Map.Entry<String, OpenAlert> alert : account.open.entrySet()) {
        out.writeUTF(alert.getKey());
        writeAlert(out, alert.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The account of such bytes. */
  public static Account read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "an account of a budget is of version " + version + ", expected " + VERSION);
      }
      Account account = new Account(Duration.ofSeconds(in.readLong()));
      account.firstHour = hour(in.readLong());
      account.judgedHour = hour(in.readLong());
      account.toldDigest = in.readInt();
      readBuckets(in, account.recent);
      readBuckets(in, account.hours);
      for (int left = in.readInt(); left > 0; left--) {
        account.windows.put(Instant.ofEpochMilli(in.readLong()), readSpent(in));
      }
      for (int left = in.readInt(); left > 0; left--) {
        account.open.put(in.readUTF(), readAlert(in));
      }
      return account;
    } catch (IOException e) {
      throw new IllegalArgumentException("an account of a budget is cut off", e);
    }
  }

  /** The bytes of spending. */
  public static byte[] write(Spent spent) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      writeSpent(out, spent);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The spending of such bytes. */
  public static Spent readSpent(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return readSpent(in);
    } catch (IOException e) {
      throw new IllegalArgumentException("spending of a minute is cut off", e);
    }
  }

  private static OptionalLong hour(long number) {
    return number == NONE ? OptionalLong.empty() : OptionalLong.of(number);
  }

  private static void writeBuckets(DataOutputStream out, Buckets buckets) throws IOException {
    out.writeInt(buckets.sums().size());
    for (Map.Entry<Long, BigDecimal> bucket : buckets.sums().entrySet()) {
      out.writeInt(Math.toIntExact(bucket.getKey()));
      writeMoney(out, bucket.getValue());
    }
  }

  private static void readBuckets(DataInputStream in, Buckets buckets) throws IOException {
    for (int left = in.readInt(); left > 0; left--) {
      long number = in.readInt();
      buckets.add(number, readMoney(in));
    }
  }

  private static void writeSpent(DataOutputStream out, Spent spent) throws IOException {
    writeMoney(out, spent.total());
    writeMoney(out, spent.wasted());
    out.writeLong(spent.unpricedCalls());
  }

  private static Spent readSpent(DataInputStream in) throws IOException {
    return new Spent(readMoney(in), readMoney(in), in.readLong());
  }

  private static void writeAlert(DataOutputStream out, OpenAlert alert) throws IOException {
    out.writeUTF(alert.severity().name());
    out.writeLong(alert.openedAt().toEpochMilli());
    out.writeBoolean(alert.until().isPresent());
    if (alert.until().isPresent()) {
      out.writeLong(alert.until().get().toEpochMilli());
    }
    writeMoney(out, alert.against());
  }

  private static OpenAlert readAlert(DataInputStream in) throws IOException {
    Severity severity = Severity.valueOf(in.readUTF());
    Instant openedAt = Instant.ofEpochMilli(in.readLong());
    Optional<Instant> until =
        in.readBoolean() ? Optional.of(Instant.ofEpochMilli(in.readLong())) : Optional.empty();
    return new OpenAlert(severity, openedAt, until, readMoney(in));
  }

  private static void writeMoney(DataOutputStream out, BigDecimal money) throws IOException {
    BigDecimal plain = money.stripTrailingZeros();
    byte[] unscaled = plain.unscaledValue().toByteArray();
    out.writeByte(plain.scale());
    out.writeByte(unscaled.length);
    out.write(unscaled);
  }

  private static BigDecimal readMoney(DataInputStream in) throws IOException {
    int scale = in.readByte();
    int size = in.readByte();
    if (size < 1) {
      throw new IllegalArgumentException("money has " + size + " bytes, expected at least one");
    }
    byte[] unscaled = new byte[size];
    in.readFully(unscaled);
    return new BigDecimal(new BigInteger(unscaled), scale);
  }
}
