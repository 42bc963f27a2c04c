/* Reads COUNT holding registers REQUESTS times over one connection, after a tenth of that as warm-up, and prints
 * {"perSecond":…,"cpuMsPer1000":…}.
 *
 *     cc -O2 libmodbus-client.c -lmodbus -I/usr/include/modbus && ./a.out PORT COUNT REQUESTS
 */
#include <modbus.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    const int count = atoi(argv[2]);
    const int requests = atoi(argv[3]);
    uint16_t words[MODBUS_MAX_READ_REGISTERS];
    modbus_t *client = modbus_new_tcp("127.0.0.1", atoi(argv[1]));
    if (client == NULL || modbus_set_slave(client, 1) == -1 || modbus_connect(client) == -1)
        return 1;
    for (int i = 0; i < requests / 10; i++)
        if (modbus_read_registers(client, 0, count, words) != count)
            return 1;
    const double startedAt = seconds(CLOCK_MONOTONIC);
    const double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; i < requests; i++)
        if (modbus_read_registers(client, 0, count, words) != count)
            return 1;
    const double used = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    printf("{\"perSecond\":%f,\"cpuMsPer1000\":%f}\n", requests / (seconds(CLOCK_MONOTONIC) - startedAt),
           used * 1e6 / requests);
    modbus_close(client);
    modbus_free(client);
    return 0;
}
