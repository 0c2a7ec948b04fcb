//! Files of partners, read as the program reads them.

mod tables;
