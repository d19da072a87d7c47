import { phrases } from './phrase.ts';

/** The larger mail is refused. */
export const TOO_BIG = phrases(`
  message too big | message too large | message is too big | message is too large | mail too big | mail too large | size too large | size=message too big
  message file too big | message size exceeds | message size limit | message size exceeded | max message size | maximum message size | maximum incoming message size
  maximum inbound message size | message exceeds | exeeded the maximum size | message length exceeds | message size … exceeds | message size … exceeded | exceeds … size limit
  exceeded … size limit | exceeds … maximum … size | exceeded … maximum … size | exceeded … message size | mail size limit exceeded | email size exceeded | exceeds my databytes
  line limit exceeded | recipsizelimit | sendsizelimit | too large for this | taille limite du message | überschreitet die maximale
  size limit | exceeds google's limit of | number of attachments | per individual header size | header name limit
`);

/** Nameservers, routes and loops. */
export const NETWORK = phrases(`
  host not found, try again | try again … name service | malformed or unexpected name server reply | malformed name server reply | host name lookup failure | name lookup failure
  temporary failure in mx lookup | temporary failure in name resolution | dns query failed | dns records for the destination computer could not be found | bad dns lookup
  too many hops | hop count exceeded | maximum hop count | mail loop | mail forwarding loop | forwarding loop count | routing loop | message loop | loop detected
  message exceeded … hops | message looping | listed as a best-preference mx | mxloopback | suspected mail loop | exceeded maximum hop
  no route to host | no valid route | network is unreachable | network unreachable | network error | host is unreachable | host unreachable | unable to resolve route | address family mismatch
  all routes to destination blocked | could not retrieve source address | could not connect and send | unable to connect to remote | lost connection | bad connection
  establish an smtp connection | incorrect hostname used | netzwerkfehler
`);

/** Nobody answered, until the sender's patience ended. */
export const EXPIRED = phrases(`
  could not contact dns | connection expired | connection timed out | connection timeout | timed out | timeout exceeded | timeout - closing | operation timed out | delivery timeout | delivery time expired | delivery expired | queue.expired
  message expired | envelope expired | expired after | has expired | queue too long | allowed queue period | retry timeout exceeded | retry time not reached | failing for a long time
  has not been collected | giving up on | could not be delivered for more than | could not be delivered for … days | not delivered within | cannot send message for | undeliverable after
  after multiple retries | delivery failed … attempts | failed to deliver to domain | too many delivery attempts | maximum retries | did not respond | not responding | no answer from host | no response from | connection refused
  did not accept our requests to connect | host not reachable | was not reachable | could not be reached | unable to contact … server for | could not find a gateway for | server unavailable for
  has been delayed | is delayed | been in the queue | delivery attempts will continue | zeitüberschreitung | délai … expiré | tiempo de espera | 応答がありません
`);

/** The receiving system, or the program behind the mailbox, is at fault. */
export const SYSTEM_ERROR = phrases(`
  system error | internal error | internal server error | server error | local error | local configuration error | configuration error | system config error | misconfigured | incorrectly configured
  mailer error | mail system full | insufficient system | insufficient resources | insufficient storage | not enough free space | out of memory
  temporary local problem | temporary failure | temporary system problem | temporary problem | temporarily unavailable | currently unavailable | service unavailable | service not available
  service not active | not available, closing | try again later | resources temporarily unavailable | transaction failed | queue file write error | can't create | cannot open | i/o error
  interrupted system call | timeout waiting for input | command died | command output | command failed | procmail | maildrop | pipe to | bad interpreter | local delivery failed
  delivery to file forbidden | delivery to pipe forbidden | ldap | homedir | directory server | database | backend | upstream error | failed to be replicated | suspiciousremoteservererror | server busy
  agent busy | loop alert | duplicated message-id | loop condition | loop back warning | temporarily not available | unable to process | could not load | badprimary
  encountered an error while being processed | has been frozen | frozen on arrival | forced freeze | misconfigured forwarding address | mailing list expansion | no mdb
`);
