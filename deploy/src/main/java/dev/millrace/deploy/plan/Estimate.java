package dev.millrace.deploy.plan;

import dev.millrace.deploy.stage.Stage;
import dev.millrace.platform.pricing.Price;
import dev.millrace.platform.pricing.PriceBook;
import dev.millrace.platform.pricing.domain.ContextBand;
import dev.millrace.platform.pricing.domain.Tariff;
import dev.millrace.platform.pricing.domain.Tier;
import dev.millrace.platform.pricing.domain.TokenKind;
import dev.millrace.schemas.metrics.Alarm;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a stage costs a month of 730 hours at its expected traffic, line by line, with the
 * arithmetic of each.
 *
 * <p><i>Shape</i>: what is always there, at its least; what follows the traffic, at the average.
 * Not in it: transfer between zones and out of AWS, training, backups, support, taxes; the metrics
 * that Millrace sends to CloudWatch, which {@code metrics plan} counts.
 *
 * @param lines in the order of the record's way
 * @param unpriced what has no price: not in the sum, and not free
 */
public record Estimate(List<Line> lines, List<String> unpriced, BigDecimal millionEvents) {

  static final BigDecimal HOURS = BigDecimal.valueOf(730);
  private static final BigDecimal SECONDS = HOURS.multiply(BigDecimal.valueOf(3_600));
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final BigDecimal GIGA = BigDecimal.valueOf(1_000_000_000);

  /** CPU of ECS in a core, MiB in a GB of Fargate. */
  private static final BigDecimal KIBI = BigDecimal.valueOf(1_024);

  /** Interface endpoints of the network stack. */
  static final int ENDPOINTS = 10;

  private static final int FIREWALL_RULES = 3;
  private static final int KEYS = 3;

  /** Alarms of what AWS measures, beside those of the catalogue. */
  static final int ALARMS_OF_AWS = 9;

  /** Buckets of the lake stack whose folder of errors is watched. */
  static final int WATCHED_FOLDERS = 2;

  /**
   * Of each, all that there are: a filter has no choice of them. Each costs what a custom metric
   * costs, in the hours in which there were requests.
   *
   * <p><i>Source</i>: Amazon S3 User Guide, "Metrics and dimensions" and "Monitoring metrics with
   * Amazon CloudWatch".
   */
  static final int REQUEST_METRICS = 16;

  private static final int FLINK_JOBS = 2;
  private static final int GIGABYTES_OF_A_UNIT = 50;

  /** Eleven jobs at INFO, a gigabyte each: they log what happens, not records. */
  private static final int LOG_GIGABYTES = 11;

  /** Registry and metrics-publisher, half a core and a gigabyte each. */
  private static final int SMALL_TASKS = 2;

  /** An event is in the lake as its request and its prediction. */
  private static final int ROWS_OF_AN_EVENT = 2;

  /**
   * One line.
   *
   * @param what it is for
   * @param arithmetic such as {@code 3 brokers x 730 h x 0.204}
   * @param dollars a month, to the cent
   * @param checked whether its price was held against a source
   */
  public record Line(String what, String arithmetic, BigDecimal dollars, boolean checked) {}

  public Estimate {
    lines = List.copyOf(lines);
    unpriced = List.copyOf(unpriced);
  }

  /** All lines together. */
  public BigDecimal dollars() {
    return lines.stream().map(Line::dollars).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** The part of it whose prices nobody has checked. */
  public BigDecimal uncheckedDollars() {
    return lines.stream()
        .filter(line -> !line.checked())
        .map(Line::dollars)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** For a million events, of all that the stage costs. */
  public BigDecimal dollarsOfAMillionEvents() {
    return dollars().divide(millionEvents, 2, RoundingMode.HALF_UP);
  }

  /** Of a stage, at the prices of a day. */
  public static Estimate of(Stage stage, AwsPrices aws, PriceBook models, LocalDate day) {
    Draft draft = new Draft(stage, aws, day);
    draft.brokers();
    draft.jobs();
    draft.entrance();
    draft.keeping();
    draft.models(models);
    return new Estimate(draft.lines, draft.unpriced, draft.events().divide(MILLION));
  }

  /** Lines as they are added. */
  private static final class Draft {

    private final Stage stage;
    private final AwsPrices prices;
    private final LocalDate day;
    private final List<Line> lines = new ArrayList<>();
    private final List<String> unpriced = new ArrayList<>();

    private Draft(Stage stage, AwsPrices prices, LocalDate day) {
      this.stage = stage;
      this.prices = prices;
      this.day = day;
    }

    /** Events of a month. */
    BigDecimal events() {
      return SECONDS.multiply(BigDecimal.valueOf(stage.traffic().eventsPerSecond()));
    }

    void brokers() {
      int brokers = stage.place().zones() * stage.brokers().perZone();
      hourly("Kafka brokers", "broker " + stage.brokers().machine(), number(brokers));
      monthly(
          "Kafka storage", "broker storage", number((long) brokers * stage.brokers().gigabytes()));
    }

    void jobs() {
      int units = stage.flink().inference() + stage.flink().drift() + FLINK_JOBS;
      hourly("Managed Flink, 1 KPU a parallel instance and 1 a job", "flink unit", number(units));
      monthly(
          "Managed Flink storage, 50 GB a KPU",
          "flink storage",
          number((long) units * GIGABYTES_OF_A_UNIT));
      long cpu = SMALL_TASKS * 512L + cpu(stage.gateway().size(), stage.gateway().least());
      long memory = SMALL_TASKS * 1_024L + memory(stage.gateway().size(), stage.gateway().least());
      int workers =
          stage.workers().ingestion() + stage.workers().costs() + stage.workers().lifecycle();
      cpu += cpu(stage.workers().size(), workers) + cpu(stage.console().size(), 1);
      memory += memory(stage.workers().size(), workers) + memory(stage.console().size(), 1);
      hourly("Fargate on Graviton, cores", "fargate arm cpu", number(cpu).divide(KIBI));
      hourly("Fargate on Graviton, memory", "fargate arm memory", number(memory).divide(KIBI));
    }

    void entrance() {
      hourly(
          "Ways to AWS's services",
          "interface endpoint",
          number((long) ENDPOINTS * stage.place().zones()));
      hourly("Load balancer", "load balancer", BigDecimal.ONE);
      BigDecimal gigabytesAnHour =
          number(3_600L * stage.traffic().eventsPerSecond() * stage.traffic().bytes()).divide(GIGA);
      hourly(
          "Load balancer, 1 LCU a GB an hour",
          "load balancer capacity",
          gigabytesAnHour.max(BigDecimal.ONE).setScale(1, RoundingMode.UP));
      monthly("Firewall", "firewall", BigDecimal.ONE);
      monthly("Firewall rules", "firewall rule", number(FIREWALL_RULES));
      monthly("Firewall, an event a request", "firewall requests", events().divide(MILLION));
    }

    void keeping() {
      monthly("Keys", "key", number(KEYS));
      monthly("Secret", "secret", BigDecimal.ONE);
      monthly("Logs, 1 GB a job", "logs", number(LOG_GIGABYTES));
      monthly("Alarms", "alarm", number(Alarm.values().length + (long) ALARMS_OF_AWS));
      monthly("Dashboard", "dashboard", BigDecimal.ONE);
      monthly(
          "Request metrics of what did not get into lake and trail, at most",
          "metric",
          number((long) WATCHED_FOLDERS * REQUEST_METRICS));
      BigDecimal gigabytes =
          events()
              .multiply(number((long) ROWS_OF_AN_EVENT * stage.traffic().bytes()))
              .divide(GIGA, 1, RoundingMode.UP);
      if (stage.brokers().open()) {
        monthly("Firehose into the lake", "firehose", gigabytes);
        monthly("Lake, the first month", "object storage", gigabytes);
      }
    }

    void models(PriceBook book) {
      Optional<Price> price =
          book.find(new Tariff(stage.traffic().model(), Tier.STANDARD, ContextBand.SHORT), day);
      tokens("read", price, TokenKind.INPUT, stage.traffic().inputTokens());
      tokens("written", price, TokenKind.OUTPUT, stage.traffic().outputTokens());
    }

    private void tokens(String which, Optional<Price> price, TokenKind kind, int tokens) {
      String what = "Tokens " + which + ", " + stage.traffic().model();
      Optional<BigDecimal> perMillion = price.flatMap(one -> one.perMillion(kind));
      if (perMillion.isEmpty()) {
        unpriced.add(what);
        return;
      }
      BigDecimal millions = events().multiply(number(tokens)).divide(MILLION);
      lines.add(
          new Line(
              what,
              plain(events().divide(MILLION))
                  + " million events x "
                  + tokens
                  + " tokens x "
                  + perMillion.get().toPlainString()
                  + " a million",
              cents(millions.multiply(perMillion.get())),
              true));
    }

    private void hourly(String what, String item, BigDecimal quantity) {
      add(what, item, quantity, " x 730 h", HOURS);
    }

    private void monthly(String what, String item, BigDecimal quantity) {
      add(what, item, quantity, "", BigDecimal.ONE);
    }

    private void add(
        String what, String item, BigDecimal quantity, String times, BigDecimal factor) {
      Optional<AwsPrices.Row> row = prices.find(item, day);
      if (row.isEmpty()) {
        unpriced.add(what + " (" + item + ")");
        return;
      }
      lines.add(
          new Line(
              what,
              plain(quantity) + times + " x " + row.get().dollars() + " a " + row.get().unit(),
              cents(quantity.multiply(factor).multiply(row.get().dollars())),
              row.get().checked().isPresent()));
    }

    private static long cpu(Stage.Size size, int tasks) {
      return (long) size.cpu() * tasks;
    }

    private static long memory(Stage.Size size, int tasks) {
      return (long) size.mebibytes() * tasks;
    }

    private static BigDecimal number(long number) {
      return BigDecimal.valueOf(number);
    }

    private static String plain(BigDecimal number) {
      return number.stripTrailingZeros().toPlainString();
    }

    private static BigDecimal cents(BigDecimal dollars) {
      return dollars.setScale(2, RoundingMode.HALF_UP);
    }
  }
}
